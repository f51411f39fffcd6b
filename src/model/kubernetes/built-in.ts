/** What every cluster has without anybody declaring it. Source: a Kubernetes 1.34 control plane and its kubeadm add-ons. */

/** Names that are there in every namespace, or in none, by kind. */
const names: Readonly<Record<string, RegExp>> = {
  "v1/Namespace": /^(?:default|kube-.*)$/,
  "v1/ServiceAccount": /^default$/,
  "v1/ConfigMap": /^(?:kube-root-ca\.crt|openshift-service-ca\.crt|istio-ca-root-cert)$/,
  "scheduling.k8s.io/PriorityClass": /^system-(?:cluster|node)-critical$/,
  "rbac.authorization.k8s.io/ClusterRole": /^(?:cluster-admin|admin|edit|view|system:.*)$/,
  "rbac.authorization.k8s.io/ClusterRoleBinding": /^(?:cluster-admin|system:.*)$/,
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration":
    /^(?:exempt|catch-all|system|node-high|leader-election|workload-high|workload-low|global-default)$/,
};

/** … and in one namespace. */
const places: Readonly<Record<string, readonly string[]>> = {
  "v1/Service": ["default/kubernetes", "kube-system/kube-dns"],
  "v1/ConfigMap": [
    "kube-system/extension-apiserver-authentication",
    "kube-public/cluster-info",
    "kube-system/coredns",
    "kube-system/kube-proxy",
    "kube-system/kubeadm-config",
  ],
  "rbac.authorization.k8s.io/Role": ["kube-system/extension-apiserver-authentication-reader"],
};

/** Whether a cluster has an object of this kind and name by itself. Accounts of its own controllers are among them. */
export function isBuiltIn(kind: string, namespace: string, name: string): boolean {
  if (names[kind]?.test(name)) return true;
  if (
    kind === "v1/ServiceAccount" &&
    namespace === "kube-system" &&
    /(?:-controller|^coredns|^kube-proxy|^kube-dns)$/.test(name)
  )
    return true;
  return places[kind]?.includes(`${namespace}/${name}`) ?? false;
}
