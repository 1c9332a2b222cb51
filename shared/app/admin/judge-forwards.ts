import type { VoiceSettings } from '#schemas/admin/model.ts';
import type { Flow } from '#schemas/voice/flow.ts';
import { AppError } from '#shared/domain/kit/app-error.ts';
import { whyNotDial } from '#shared/domain/voice/may-dial.ts';
import type { AdminPorts } from './ports.ts';

/**
 * A flow with the countries of the numbers that it forwards to, by which calls judge later: telephone functions do
 * without the numbering plans.
 *
 * @throws AppError `NUMBER_NOT_ALLOWED` with an issue for each step whose number may not be called (OUT-08)
 */
export async function judgedForwards<F extends Pick<Flow, 'steps'>>(
  { numbers }: Pick<AdminPorts, 'numbers'>,
  flow: F,
  settings: VoiceSettings,
): Promise<F> {
  const issues: { path: string; message: string }[] = [];
  const steps = { ...flow.steps };
  for (const [id, step] of Object.entries(flow.steps)) {
    if (step.kind !== 'forward') continue;
    const facts = await numbers.judge(step.number);
    const reason = whyNotDial(facts, settings);
    if (reason !== null) issues.push({ path: `steps.${id}.number`, message: said[reason](facts.country) });
    steps[id] = { ...step, country: facts.country };
  }
  if (issues.length > 0) throw new AppError('NUMBER_NOT_ALLOWED', { issues });
  return { ...flow, steps };
}

const said = {
  premium: () => 'premium numbers are never called',
  impossible: () => 'there is no such number',
  country: (country: string | null) => `calls to ${country ?? 'numbers of no country'} are not allowed`,
} as const;
