/** Something that must never be, found in rows or between two states of one. */
export interface Breach {
  /** The rule that is broken, in kebab case. */
  readonly rule: string;
  /** The interaction, agent or row it was found at. */
  readonly subject: string;
  /** For people to read. */
  readonly detail: string;
}

/** The breaches among statements, each with whether it holds. */
export const broken = (
  subject: string,
  statements: Readonly<Record<string, readonly [holds: boolean, detail: () => string]>>,
): Breach[] =>
  Object.entries(statements).flatMap(([rule, [holds, detail]]) => (holds ? [] : [{ rule, subject, detail: detail() }]));
