/** What a failed connection means, in a sentence that says where and why. `server` is a URL without path. */
export function transportSentence(server: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const known = sentences[code];
  if (known) return `${server}: ${known}`;
  const message = error instanceof Error ? error.message : String(error);
  if (/certificate|alert|handshake|CERT|SSL/.test(`${code} ${message}`)) {
    return `${server}: no trusted connection could be made: ${tlsReason(message)}`;
  }
  return `${server}: ${message || code}`;
}

const sentences: Readonly<Record<string, string | undefined>> = {
  ECONNREFUSED: "nothing listens there (connection refused)",
  ENOTFOUND: "its name cannot be resolved",
  EAI_AGAIN: "its name cannot be resolved (the name server does not answer)",
  EHOSTUNREACH: "there is no route to it",
  ENETUNREACH: "there is no route to its network",
  ETIMEDOUT: "it does not answer (timed out)",
  ECONNRESET: "it closed the connection without an answer",
  EPIPE: "it closed the connection while the request was sent",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet (is a clock wrong?)",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "its certificate is signed by itself and not by the expected authority (x509: unknown authority)",
  SELF_SIGNED_CERT_IN_CHAIN:
    "its certificate is signed by an authority that is not trusted here (x509: unknown authority)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate is signed by an authority that is not trusted here (x509: unknown authority)",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate is signed by an authority that is not trusted here (x509: unknown authority)",
  CERT_SIGNATURE_FAILURE: "its certificate is not signed by the expected authority (x509: unknown authority)",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS on this port",
  EPROTO: "it does not speak TLS on this port, or speaks another version of it",
  HPE_INVALID_CONSTANT: "it does not speak HTTP on this port",
};

function tlsReason(message: string): string {
  if (/alert certificate required/i.test(message))
    return "it asks for a client certificate, and the kubeconfig names none";
  if (/alert certificate expired/i.test(message)) return "it says that the client certificate has expired";
  if (/alert (?:bad|unknown|unsupported) certificate|alert unknown ca/i.test(message))
    return "it does not take the client certificate";
  return message.split("\n")[0] ?? message;
}
