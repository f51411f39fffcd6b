/** Whether a path by its name holds secrets that a person keeps out of Git. */
export function isSecretFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (/\.(?:example|sample|template|tpl|dist)\b/i.test(name)) return false;
  return (
    /secret|credential|password|passwd|htpasswd|kubeconfig|private[-_]?key|id_(?:rsa|ed25519)|service[-_]?account[-_]?key/i.test(
      name,
    ) || /^\.env(?:\.[\w-]+)?$|\.(?:pem|key|p12|pfx|jks|keystore|agekey|kubeconfig)$/i.test(name)
  );
}
