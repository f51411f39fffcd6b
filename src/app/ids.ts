/** The ids that a value of this name may be; undefined where it may be anything. `builtIn` gives the folder of scenarios. */
export async function idsOf(name: string, builtIn: () => Promise<string>): Promise<readonly string[] | undefined> {
  switch (name) {
    case "check":
      return (await import("../catalog/checks/index.gen.ts")).default.map(({ id }) => id);
    case "fault":
      return (await import("../catalog/faults/index.gen.ts")).default.map(({ id }) => id);
    case "scenario":
      return (await (await import("../world/scenario.ts")).listScenarios([await builtIn()])).map((one) => one.name);
    default:
      return undefined;
  }
}
