import { configMap, type MakerFacts, secret, services } from "./maker.ts";

const fluxServices = ["source-controller", "notification-controller", "webhook-receiver", "source-watcher"];

/** Operators of storage, messaging, delivery and networks. */
export const platform: readonly MakerFacts[] = [
  {
    from: "apps/Deployment",
    makes: [
      // Its init container makes the password of the cache.
      {
        ...secret("argocd-redis", "auth"),
        when: "spec.template.spec.initContainers[].command[]=redis-initial-password",
      },
      // What its speakers find each other by.
      { ...secret("memberlist"), when: "spec.template.spec.containers[].env[].name=METALLB_ML_SECRET_NAME" },
    ],
    source: "https://argo-cd.readthedocs.io/en/stable/faq/, https://metallb.io/configuration/",
  },
  {
    from: "ceph.rook.io/CephCluster",
    makes: [
      ...services("rook-ceph-mgr", "rook-ceph-mgr-dashboard", "rook-ceph-exporter"),
      secret("rook-ceph-mon"),
      secret("rook-ceph-admin-keyring"),
      secret("rook-ceph-dashboard-password", "password"),
      ...["rbd-provisioner", "rbd-node", "cephfs-provisioner", "cephfs-node"].map((part) => secret(`rook-csi-${part}`)),
      configMap("rook-ceph-mon-endpoints"),
    ],
    source: "https://rook.io/docs/rook/latest-release/Storage-Configuration/Monitoring/ceph-dashboard/",
  },
  {
    from: "ceph.rook.io/CephObjectStore",
    makes: services("rook-ceph-rgw-{metadata.name}"),
    source: "https://rook.io/docs/rook/latest-release/Storage-Configuration/Object-Storage-RGW/object-storage/",
  },
  {
    from: "ceph.rook.io/CephObjectStoreUser",
    makes: [secret("rook-ceph-object-user-{spec.store}-{metadata.name}", "AccessKey", "SecretKey", "Endpoint")],
    source:
      "https://rook.io/docs/rook/latest-release/Storage-Configuration/Object-Storage-RGW/object-storage/#create-a-user",
  },
  {
    from: "objectbucket.io/ObjectBucketClaim",
    makes: [
      secret("{metadata.name}", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),
      configMap("{metadata.name}", "BUCKET_HOST", "BUCKET_NAME", "BUCKET_PORT", "BUCKET_REGION", "BUCKET_SUBREGION"),
    ],
    source:
      "https://rook.io/docs/rook/latest-release/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/",
  },
  {
    from: "minio.min.io/Tenant",
    makes: services("minio", "{metadata.name}-hl", "{metadata.name}-console"),
    source: "https://github.com/minio/operator/blob/master/docs/tenant_crd.adoc",
  },
  {
    from: "kafka.strimzi.io/Kafka",
    makes: [
      ...services(
        "{metadata.name}-kafka-bootstrap",
        "{metadata.name}-kafka-brokers",
        "{metadata.name}-zookeeper-client",
        "{metadata.name}-kafka-{spec.kafka.listeners[].name}-bootstrap",
      ),
      secret("{metadata.name}-cluster-ca-cert", "ca.crt", "ca.p12", "ca.password"),
      secret("{metadata.name}-clients-ca-cert", "ca.crt", "ca.p12", "ca.password"),
      secret("{metadata.name}-cluster-ca", "ca.key"),
      secret("{metadata.name}-clients-ca", "ca.key"),
    ],
    source: "https://strimzi.io/docs/operators/latest/deploying#ref-list-of-kafka-cluster-resources-str",
  },
  {
    from: "kafka.strimzi.io/KafkaUser",
    makes: [secret("{metadata.name}")],
    source: "https://strimzi.io/docs/operators/latest/deploying#con-securing-client-authentication-str",
  },
  ...[
    ["KafkaConnect", "connect-api"],
    ["KafkaBridge", "bridge-service"],
    ["KafkaMirrorMaker2", "mirrormaker2-api"],
  ].map(([kind, part]) => ({
    from: `kafka.strimzi.io/${kind}`,
    makes: services(`{metadata.name}-${part}`),
    source: "https://strimzi.io/docs/operators/latest/deploying",
  })),
  {
    from: "rabbitmq.com/RabbitmqCluster",
    makes: [
      ...services("{metadata.name}", "{metadata.name}-nodes"),
      secret(
        "{metadata.name}-default-user",
        ...["username", "password", "host", "port", "connection_string", "default_user.conf", "provider", "type"],
      ),
      secret("{metadata.name}-erlang-cookie", ".erlang.cookie"),
    ],
    source: "https://www.rabbitmq.com/kubernetes/operator/using-operator#find",
  },
  {
    from: "rabbitmq.com/User",
    makes: [secret("{metadata.name}-user-credentials")],
    source: "https://www.rabbitmq.com/kubernetes/operator/using-topology-operator#users-permissions",
  },
  {
    from: "apps.emqx.io/EMQX",
    makes: services("{metadata.name}-dashboard", "{metadata.name}-listeners"),
    source: "https://docs.emqx.com/en/emqx-operator/latest/tasks/configure-emqx-config.html",
  },
  {
    from: "fluxcd.controlplane.io/FluxInstance",
    makes: services(...fluxServices),
    source: "https://fluxcd.control-plane.io/operator/fluxinstance/",
  },
  {
    from: "source.extensions.fluxcd.io/ArtifactGenerator",
    makes: [{ kind: "source.toolkit.fluxcd.io/ExternalArtifact", name: "{spec.artifacts[].name}" }],
    source: "https://fluxcd.io/flux/components/source/artifactgenerators/",
  },
  {
    from: "argoproj.io/ArgoCD",
    makes: [
      ...services(
        "{metadata.name}-server",
        "{metadata.name}-repo-server",
        "{metadata.name}-redis",
        "{metadata.name}-metrics",
        "{metadata.name}-server-metrics",
      ),
      secret("{metadata.name}-cluster", "admin.password"),
    ],
    source: "https://argocd-operator.readthedocs.io/en/latest/usage/basics/",
  },
  {
    from: "flagger.app/Canary",
    makes: [
      ...services(
        "{spec.service.name|spec.targetRef.name}",
        "{spec.service.name|spec.targetRef.name}-primary",
        "{spec.service.name|spec.targetRef.name}-canary",
      ),
      { kind: "apps/Deployment", name: "{spec.targetRef.name}-primary", when: "spec.targetRef.kind=Deployment" },
    ],
    source: "https://docs.flagger.app/usage/how-it-works#canary-service",
  },
  {
    from: "argoproj.io/EventSource",
    makes: services("{metadata.name}-eventsource-svc"),
    source: "https://argoproj.github.io/argo-events/eventsources/services/",
  },
  {
    from: "serving.knative.dev/Service",
    makes: services("{metadata.name}"),
    source: "https://knative.dev/docs/serving/services/",
  },
  {
    from: "k8s.keycloak.org/Keycloak",
    makes: [
      ...services("{metadata.name}-service", "{metadata.name}-discovery"),
      secret("{metadata.name}-initial-admin", "username", "password"),
    ],
    source: "https://www.keycloak.org/operator/basic-deployment",
  },
  {
    from: "gateway.networking.k8s.io/Gateway",
    makes: [
      { kind: "v1/Service", name: "cilium-gateway-{metadata.name}", when: "spec.gatewayClassName=cilium" },
      { kind: "v1/Service", name: "{metadata.name}-istio", when: "spec.gatewayClassName=istio" },
    ],
    source: "https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/#automated-deployment",
  },
  {
    from: "install.istio.io/IstioOperator",
    makes: services("istiod", "istio-ingressgateway").map((made) => ({ ...made, namespace: "*" })),
    source: "https://istio.io/latest/docs/reference/config/istio.operator.v1alpha1/",
  },
  {
    from: "sailoperator.io/Istio",
    makes: services("istiod").map((made) => ({ ...made, namespace: "{spec.namespace}" })),
    source: "https://github.com/istio-ecosystem/sail-operator/blob/main/docs/README.adoc",
  },
  {
    from: "keda.sh/ScaledObject",
    makes: [
      { kind: "autoscaling/HorizontalPodAutoscaler", name: "{spec.advanced.horizontalPodAutoscalerConfig.name}" },
      { kind: "autoscaling/HorizontalPodAutoscaler", name: "keda-hpa-{metadata.name}" },
    ],
    source: "https://keda.sh/docs/latest/reference/scaledobject-spec/",
  },
];
