import { connectThrough, type KeyPair, type Opened, type SendingOver, sendOver } from "../transport.ts";

/** Where pod and node addresses are reached: the kubelets' CONNECT entrance, a unix socket or a port on loopback. */
export type Entrance = { readonly path: string } | { readonly port: number };

/** The server's way to nodes and pods. */
export interface Reach {
  /** Sends a request to `host:port`; rejects with the error of the connection, in the words of Go's dialer. */
  send(authority: string, sending: Omit<SendingOver, "tls"> & { readonly secure: boolean }): Promise<Opened>;
  /** From here on this is the way. */
  open(entrance: Entrance): void;
}

/** Errors of sockets as Go tells them. */
function goError(error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ECONNRESET") return new Error("EOF");
  return new Error(message);
}

/** Makes the way; `client` is the certificate that kubelets are shown. */
export function createReach(client: KeyPair): Reach {
  let entrance: Entrance | undefined;
  return {
    open: (given) => {
      entrance = given;
    },
    send: async (authority, { secure, ...sending }) => {
      if (!entrance) throw new Error(`dial tcp ${authority}: connect: no route to host`);
      try {
        const socket = await connectThrough(entrance, authority);
        return await sendOver(socket, { ...sending, ...(secure ? { tls: { client } } : {}) });
      } catch (error) {
        throw goError(error);
      }
    },
  };
}
