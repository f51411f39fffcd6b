import type { Check } from "../../model/catalog.ts";
import { checkReferences } from "../../model/reference.ts";

const route = (middleware: string): string => `apiVersion: traefik.io/v1alpha1
kind: IngressRoute
metadata: { name: web, namespace: shop }
spec:
  routes:
    - match: PathPrefix(\`/\`)
      kind: Rule
      middlewares:
        - name: ${middleware}
`;
const login = `apiVersion: traefik.io/v1alpha1
kind: Middleware
metadata: { name: login, namespace: shop }
spec: { basicAuth: { secret: users } }
`;

const refsMiddlewareExist: Check = {
  id: "refs-middleware-exist",
  title: "Middlewares that routes of Traefik pass through exist",
  why: "Traefik leaves out a route whose Middleware is not there, and visitors get 404.",
  remedy: "Name the Middleware that is there, with its namespace.",
  severity: "error",
  needs: ["traefik.io/IngressRoute"],
  examples: [
    {
      name: "it is there",
      files: { "route.yaml": route("login"), "login.yaml": login },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "no such Middleware",
      files: { "route.yaml": route("logon"), "login.yaml": login },
      expect: [{ verdict: "fail", places: [{ path: "route.yaml", line: 9 }], expected: "login" }],
    },
    {
      name: "a name that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "route.yaml": route("${AUTH}") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) => checkReferences(graph, { relations: ["traefik-middleware"] }),
};

export default refsMiddlewareExist;
