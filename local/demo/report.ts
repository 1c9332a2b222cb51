import type { Verdict } from './checks.ts';
import type { Figures, Percentiles } from './figures.ts';
import type { DemoResult } from './run.ts';

/** What is printed when a run is over. */
export function report(result: DemoResult, serviceLevelSeconds: number): string {
  const rows = [...figureRows(result.figures, serviceLevelSeconds), ...processRows(result)];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    '',
    ...result.verdicts.map(statement),
    '',
    '  Offer latency: from the instant at which the server began the command that made the offer possible',
    '  (contact queued, agent freed, ready or connected again, pause or skill step over) to its arrival at the client.',
    '',
  ].join('\n');
}

type Row = readonly [name: string, value: string];

const figureRows = (figures: Figures, serviceLevelSeconds: number): Row[] => [
  ['offered', String(figures.offered)],
  ['answered', String(figures.answered)],
  ['abandoned', `${figures.abandoned}, ${figures.shortAbandoned} of them short`],
  [`service level (${serviceLevelSeconds} s)`, percent(figures.serviceLevel)],
  ['average speed of answer', seconds(figures.speedOfAnswerMs)],
  ['average handle time', seconds(figures.handleMs)],
  ['occupancy', percent(figures.occupancy)],
  ['offers made', String(figures.offers.made)],
  [
    'offers accepted, expired, rejected, revoked',
    [figures.offers.accepted, figures.offers.expired, figures.offers.rejected, figures.offers.revoked].join(', '),
  ],
  ['wait p50, p90, p99', three(figures.waitMs, seconds)],
  ['offer latency p50, p90, p99', `${three(figures.offerLatencyMs, millis)} (${figures.offerLatencyMs.count} offers)`],
  ['messages sent', String(figures.messages.sent)],
  ['messages delivered to customers, agents', `${figures.messages.toCustomers}, ${figures.messages.toAgents}`],
  ['feed events told under two numbers', String(figures.toldTwice)],
];

function processRows({ refusals, tookMs, memory }: DemoResult): Row[] {
  const late = Object.entries(refusals).map(([code, times]) => `${code} ${times}`);
  return [
    ['too late for the other side', late.join(', ') || 'never'],
    ['took', seconds(tookMs)],
    ...(memory
      ? ([
          ['memory of this process, RSS and heap', `${mega(memory.maxRssBytes)}, ${mega(memory.maxHeapUsedBytes)}`],
        ] as const)
      : []),
  ];
}

const MOST_OFFENDERS = 20;

function statement({ claim, offenders }: Verdict): string {
  if (offenders.length === 0) return `  yes  ${claim}.`;
  const named = offenders.slice(0, MOST_OFFENDERS).map(offender => `         ${offender}`);
  const more = offenders.length > named.length ? [`         and ${offenders.length - named.length} more`] : [];
  return [`  NO   ${claim}:`, ...named, ...more].join('\n');
}

const orDash = (format: (value: number) => string) => (value: number | null) => (value === null ? '-' : format(value));
const seconds = orDash(ms => `${(ms / 1000).toFixed(1)} s`);
const millis = orDash(ms => `${ms.toFixed(1)} ms`);
const percent = orDash(share => `${(share * 100).toFixed(1)} %`);
const mega = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MiB`;
const three = ({ p50, p90, p99 }: Percentiles, format: (value: number | null) => string): string =>
  [p50, p90, p99].map(format).join(', ');
