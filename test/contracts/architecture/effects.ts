import { isTest, type Source } from "./source.ts";

/** What reaches outside the process, and where it may stand. `world/` may do all of it. */
interface Effect {
  readonly what: string;
  /** Looked for in code, never in strings and comments. */
  readonly code?: RegExp;
  /** `node:` modules, without the prefix; sub-paths count. Importing only types of them has no effect. */
  readonly modules?: readonly string[];
  readonly places: readonly string[];
}

const effects: readonly Effect[] = [
  { what: "files", modules: ["fs"], places: [] },
  {
    what: "the network",
    modules: ["net", "http", "https", "http2", "tls", "dgram", "dns"],
    places: ["src/serve/", "src/rehearse/transport.ts"],
  },
  { what: "the network", code: /(?<![\w.$])(?:fetch\s*\(|new\s+WebSocket\b)/g, places: [] },
  {
    what: "other processes",
    modules: ["child_process", "worker_threads", "cluster"],
    places: ["src/rehearse/binaries.ts"],
  },
  { what: "the machine", modules: ["os", "sqlite"], places: [] },
  {
    what: "timers",
    code: /(?<![\w.$])set(?:Timeout|Interval|Immediate)\s*\(|\bAbortSignal\s*\.\s*timeout\b/g,
    modules: ["timers"],
    places: ["src/rehearse/clock.ts"],
  },
  {
    what: "the time",
    code: /\bDate\s*\.\s*now\b|\bnew\s+Date\s*\(\s*\)|(?<![\w.$])performance\s*\.|(?<![\w.$])process\s*\.\s*(?:hrtime|uptime)\b/g,
    modules: ["perf_hooks"],
    places: ["src/rehearse/clock.ts"],
  },
  { what: "chance", code: /\bMath\s*\.\s*random\b|\brandomUUID\b/g, places: [] },
  {
    what: "environment, arguments and terminal",
    code: /(?<![\w.$])process\s*\.\s*(?:env|argv|execArgv|std(?:in|out|err)|cwd|chdir|exit|exitCode|kill|platform)\b|(?<![\w.$])console\s*\./g,
    modules: ["process"],
    places: ["src/cli/main.ts"],
  },
];

function isOf(specifier: string, module: string): boolean {
  const bare = specifier.replace(/^node:/, "");
  return bare === module || bare.startsWith(`${module}/`);
}

function findings(source: Source, effect: Effect): string[] {
  const imported = source.imports
    .filter(({ specifier, type }) => !type && effect.modules?.some((module) => isOf(specifier, module)))
    .map(({ specifier, line }) => `${source.path}:${line} imports ${specifier}`);
  const written = [...(effect.code ? source.code.matchAll(effect.code) : [])].map((hit) => {
    const line = source.code.slice(0, hit.index).split("\n").length;
    return `${source.path}:${line} uses ${hit[0].replace(/\s+/g, " ")}`;
  });
  return [...imported, ...written].map((text) => `${text}: ${effect.what} only in src/world/${allowed(effect)}`);
}

function allowed(effect: Effect): string {
  return effect.places.map((place) => `, ${place}`).join("");
}

/** Every touch of the outside in a file that must not touch it. */
export function effectProblems(sources: readonly Source[]): string[] {
  return sources
    .filter(({ path }) => path.startsWith("src/") && !path.startsWith("src/world/") && !isTest(path))
    .flatMap((source) =>
      effects
        .filter((effect) => !effect.places.some((place) => source.path.startsWith(place)))
        .flatMap((effect) => findings(source, effect)),
    );
}
