import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { dev } from '#infra/config/dev.ts';
import { prod } from '#infra/config/prod.ts';
import type { StageConfig } from '#infra/config/schema.ts';
import { addSystem } from '#infra/system.ts';
import cdk from '../../cdk.json' with { type: 'json' };

export const stages = { dev, prod };

/** The stacks of a stage, with a word instead of every bundle. */
export function synthesise(config: StageConfig) {
  const app = new App({ context: cdk.context });
  const entries: string[] = [];
  const bundles = (entry: string) => {
    entries.push(entry);
    return Code.fromInline('bundle');
  };
  return { app, entries, stacks: addSystem(app, { config, bundles }) };
}
export type Part = keyof ReturnType<typeof addSystem>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

/** The templates of a stage. */
export function templatesOf(config: StageConfig): Record<Part, Template> {
  const { stacks } = synthesise(config);
  return Object.fromEntries(Object.entries(stacks).map(([part, stack]) => [part, Template.fromStack(stack)])) as Record<
    Part,
    Template
  >;
}

export const resourcesOf = (template: Template, type?: string): [string, Resource][] =>
  Object.entries(template.toJSON()['Resources'] as Record<string, Resource>).filter(
    ([, resource]) => type === undefined || resource.Type === type,
  );
