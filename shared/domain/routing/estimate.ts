import type { Channel } from '#schemas/interactions/channel.ts';
import type { Estimate, QueueStatsRecord } from '#schemas/routing/model.ts';

/** Fewer samples than this are no basis for a figure. */
const ENOUGH = 5;
const LOW = 0.2;
const HIGH = 0.8;

/**
 * How long a contact would wait (4.8): those before it and itself, less who can be served at once, times the handle
 * time, spread over the agents' parallel power. Null with a reason when that cannot be known; the range is what past
 * predictions of this queue were off by.
 *
 * @param ahead contacts with a better place
 */
export function estimate(
  availability: 'open' | 'closed' | 'barred' | 'full',
  stats: QueueStatsRecord | undefined,
  channel: Channel,
  ahead: number,
  now: string,
): Estimate {
  const unknown = (reason: NonNullable<Estimate['reason']>): Estimate => ({
    open: availability === 'open',
    reason,
    position: availability === 'open' ? ahead + 1 : null,
    etaMs: null,
    lowMs: null,
    highMs: null,
    basis: null,
    computedAt: now,
  });
  if (availability !== 'open') return unknown(availability);
  const power = (stats?.power[channel] ?? 0) / 1000;
  if (!stats || power <= 0) return unknown('no-agents');
  const basis = { ahead, power, handleMs: typicalHandleMs(stats.handleMs), samples: stats.handleMs.length };
  const toServe = Math.max(0, ahead + 1 - (stats.readySlots[channel] ?? 0));
  if (toServe === 0) {
    return { ...unknown('no-agents'), reason: null, etaMs: 0, lowMs: 0, highMs: 0, basis };
  }
  if (basis.handleMs === null) return { ...unknown('insufficient-data'), basis };
  const etaMs = Math.round((toServe * basis.handleMs) / power);
  const ratios = [...stats.waitRatios].sort((a, b) => a - b);
  const at = (share: number): number | null => {
    const ratio = ratios[Math.floor(share * (ratios.length - 1))];
    return ratios.length < ENOUGH || ratio === undefined ? null : Math.round(etaMs * ratio);
  };
  return {
    open: true,
    reason: null,
    position: ahead + 1,
    etaMs,
    lowMs: at(LOW),
    highMs: at(HIGH),
    basis,
    computedAt: now,
  };
}

/** The median of means over the newest samples: neither one long call nor one slip moves it; null below 5 samples. */
export function typicalHandleMs(samples: readonly number[]): number | null {
  const size = Math.ceil(samples.length / ENOUGH);
  const means = Array.from({ length: Math.ceil(samples.length / size) }, (_, group) => {
    const part = samples.slice(group * size, (group + 1) * size);
    return part.reduce((sum, one) => sum + one, 0) / part.length;
  }).sort((a, b) => a - b);
  const median = means[Math.floor(means.length / 2)];
  return samples.length < ENOUGH || median === undefined ? null : Math.round(median);
}
