import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Source } from 'aws-cdk-lib/aws-s3-deployment';
import { dev } from '#infra/config/dev.ts';
import { prod } from '#infra/config/prod.ts';
import { StageConfig } from '#infra/config/schema.ts';
import { addSystem } from '#infra/system.ts';
import cdk from '../../cdk.json' with { type: 'json' };

/** As `prod`, with calls; no stage is committed with them, because they need numbers of somebody's account. */
const voice = StageConfig.parse({
  ...prod,
  voice: {
    provider: 'chime-sma',
    region: 'us-east-1',
    numbers: ['+15550100', '+15550101'],
    recordingRetentionDays: 180,
  },
});

/** The same with SIP telephones. */
const sip = StageConfig.parse({
  ...voice,
  voice: {
    ...voice.voice,
    sipTelephones: {
      hosts: [
        { host: 'sip.example.com', port: 5061, protocol: 'TCP', priority: 1, weight: 1 },
        { host: '198.51.100.7', port: 5061, protocol: 'TCP', priority: 2, weight: 1 },
      ],
      requireEncryption: true,
    },
  },
});

export const stages = { dev, prod, voice, sip };

/** The stacks of a stage, with a word instead of every bundle and of the sounds. */
export function synthesise(config: StageConfig) {
  const app = new App({ context: cdk.context });
  const entries: string[] = [];
  const bundles = (entry: string) => {
    entries.push(entry);
    return Code.fromInline('bundle');
  };
  const sounds = () => Source.data('beep.wav', 'sound');
  return { app, entries, stacks: addSystem(app, { config, bundles, sounds }) };
}
export type Part = keyof ReturnType<typeof addSystem>;

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
}

const made = new Map<StageConfig, Record<Part, Template>>();

/** The templates of a stage, made once: nobody changes them. */
export function templatesOf(config: StageConfig): Record<Part, Template> {
  const before = made.get(config);
  if (before) return before;
  const { stacks } = synthesise(config);
  const templates = Object.fromEntries(
    Object.entries(stacks).map(([part, stack]) => [part, Template.fromStack(stack)]),
  ) as Record<Part, Template>;
  made.set(config, templates);
  return templates;
}

export const resourcesOf = (template: Template, type?: string): [string, Resource][] =>
  Object.entries(template.toJSON()['Resources'] as Record<string, Resource>).filter(
    ([, resource]) => type === undefined || resource.Type === type,
  );

/** Whether a function is built from a bundle of ours; CDK brings functions of its own for custom resources. */
export const isOurs = ({ Code: code }: Resource['Properties']): boolean => 'ZipFile' in Object(code);
