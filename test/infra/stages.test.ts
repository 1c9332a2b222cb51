import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { resourcesOf, stages, synthesise, templatesOf } from './synthesis.ts';

describe.each(Object.keys(stages) as (keyof typeof stages)[])('the rule packs on %s', stage => {
  it.each([
    ['AWS Solutions', AwsSolutionsChecks],
    ['Serverless', ServerlessChecks],
  ])('find nothing that was not accepted with a reason: %s', (_name, Pack) => {
    const { app } = synthesise(stages[stage]);
    // Only now references between stacks have the form in which the packs see them.
    app.synth();

    const { violations } = new Pack(app).validateScope(app);

    expect(
      violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources.map(r => r.constructPath)]),
    ).toEqual([]);
  });
});

/** Without what changes with something else: the routes have a snapshot of their own. */
const masked = (template: unknown): string =>
  JSON.stringify(template, (key, value) => (key === 'Body' ? '<deployment specification>' : value), 2).replaceAll(
    /(Deployment[0-9A-F]{8})[0-9a-f]{32}/g,
    '$1<hash>',
  );

const templates = [...Object.entries(templatesOf(stages.prod)), ['voice', templatesOf(stages.voice).voice] as const];

it.each(templates)('the %s stack is as committed', async (part, template) => {
  await expect(`${masked(template.toJSON())}\n`).toMatchFileSnapshot(`golden/${part}.snap`);
});

it('SIP telephones change nothing in the voice stack but what is as committed', async () => {
  const without = new Map(resourcesOf(templatesOf(stages.voice).voice));
  const changed = resourcesOf(templatesOf(stages.sip).voice).filter(
    ([id, resource]) => masked(resource) !== masked(without.get(id) ?? null),
  );

  await expect(`${masked(Object.fromEntries(changed))}\n`).toMatchFileSnapshot('golden/voice-with-sip-telephones.snap');
});
