/**
 * Replaces `$(NAME)` by the first variable of that name; an unknown one stays as it is, `$$` is a dollar sign.
 * Source: k8s.io/kubernetes third_party/forked/golang/expansion.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  return text.replace(/\$(?:\$|\(([^)]*)\)|(.)|$)/gs, (whole, name: string | undefined) => {
    if (whole === "$$") return "$";
    return name === undefined ? whole : (lookup(name) ?? whole);
  });
}
