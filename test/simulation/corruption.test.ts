import { describe, expect, it } from 'vitest';
import { recover } from './corruption/corrupt.ts';

describe('rows that somebody spoilt', () => {
  it.each([1, 2, 3, 4])('are mended within a minute: seed %i', { timeout: 60_000 }, async seed => {
    const { corruptions, run } = await recover(seed);

    expect({ corruptions, findings: run.findings }).toEqual({ corruptions, findings: [] });
  });
});
