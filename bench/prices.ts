/** When the prices were put down, and where they hold: list prices in US dollars, without free tiers and discounts. */
export const priceList = { asOf: '2026-11-21', region: 'us-east-1' } as const;

const MILLION = 1_000_000;

/** Dollars for one unit of what AWS counts. */
export const prices = {
  lambdaRequest: 0.2 / MILLION,
  /** On arm64. */
  lambdaGigabyteSecond: 0.0000133334,
  restRequest: 3.5 / MILLION,
  /** Per started 32 KB, in either direction. */
  socketMessage: 1 / MILLION,
  socketMinute: 0.25 / MILLION,
  tableWriteUnit: 0.625 / MILLION,
  tableReadUnit: 0.125 / MILLION,
  queueRequest: 0.4 / MILLION,
  workflowTransition: 25 / MILLION,
  logGigabyte: 0.5,
  tableGigabyteMonth: 0.25,
  recoveryGigabyteMonth: 0.2,
  logGigabyteMonth: 0.03,
  secretMonth: 0.4,
  keyMonth: 1,
  /** Every metric that an alarm looks at counts. */
  alarmMetricMonth: 0.1,
  dashboardMonth: 3,
  /** Monthly active user beyond the first 10,000, on the Essentials plan. */
  userMonth: 0.015,
} as const;

export type Unit = keyof typeof prices;
export type Usage = Readonly<Partial<Record<Unit, number>>>;

/** Dollars for each unit that is used, and for all together. */
export function costOf(usage: Usage): { readonly parts: Partial<Record<Unit, number>>; readonly total: number } {
  const parts: Partial<Record<Unit, number>> = {};
  let total = 0;
  for (const [unit, amount] of Object.entries(usage) as [Unit, number][]) {
    parts[unit] = amount * prices[unit];
    total += amount * prices[unit];
  }
  return { parts, total };
}
