import type { webcrypto } from "node:crypto";
import type { KeyPair } from "./transport.ts";

/** What a certificate is for. Without `dns` and `ips` it can only be shown by a client. */
export interface CertificateRequest {
  /** As a client certificate: the user. */
  readonly commonName: string;
  /** As a client certificate: the groups. */
  readonly organizations?: readonly string[];
  readonly dns?: readonly string[];
  readonly ips?: readonly string[];
}

/** A certificate authority of its own. `cert` is PEM. */
export interface Authority {
  readonly cert: string;
  issue(request: CertificateRequest): Promise<KeyPair>;
}

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const notBefore = new Date("2024-01-01T00:00:00Z");
const notAfter = new Date("2049-12-31T23:59:59Z");

type X509 = typeof import("@peculiar/x509");

/** The library is 365 KB and only needed where certificates are made, so it is loaded then. */
async function loadX509(): Promise<X509> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(crypto);
  return x509;
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", key));
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`;
}

function serialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return `4${Buffer.from(bytes).toString("hex").slice(1)}`;
}

function subjectOf(request: CertificateRequest): { [field: string]: string[] }[] {
  return [...(request.organizations ?? []).map((name) => ({ O: [name] })), { CN: [request.commonName] }];
}

function namesOf(x509: X509, request: CertificateRequest): InstanceType<X509["Extension"]>[] {
  const names = [
    ...(request.dns ?? []).map((value) => ({ type: "dns" as const, value })),
    ...(request.ips ?? []).map((value) => ({ type: "ip" as const, value })),
  ];
  return names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : [];
}

/** Makes a new authority with keys of its own (EC P-256); they are never written anywhere. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const x509 = await loadX509();
  const keys = await makeKeys();
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [commonName] }],
    notBefore,
    notAfter,
    signingAlgorithm: algorithm,
    keys: keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const issue = async (request: CertificateRequest): Promise<KeyPair> => {
    const own = await makeKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject: subjectOf(request),
      issuer: root.subject,
      notBefore,
      notAfter,
      signingAlgorithm: algorithm,
      signingKey: keys.privateKey,
      publicKey: own.publicKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        ...namesOf(x509, request),
      ],
    });
    return { cert: certificate.toString("pem"), key: await privatePem(own.privateKey) };
  };
  return { cert: root.toString("pem"), issue };
}
