import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Source } from 'aws-cdk-lib/aws-s3-deployment';
import { SOUND_PREFIX } from '#schemas/voice/sounds.ts';
import { enforceRules } from './compliance.ts';
import { assertRegion } from './config/region.ts';
import { StageName, stages } from './config/stages.ts';
import { addSystem } from './system.ts';

const dist = join(import.meta.dirname, '..', 'dist');

const app = new App();
const stage = StageName.default('dev').parse(app.node.tryGetContext('stage'));
const config = stages[stage];
assertRegion(config, { account: process.env['CDK_DEFAULT_ACCOUNT'], region: process.env['CDK_DEFAULT_REGION'] });
addSystem(app, {
  config,
  bundles: entry => Code.fromAsset(join(dist, entry)),
  sounds: () => Source.asset(join(dist, 'prompts', SOUND_PREFIX)),
});
enforceRules(app);
app.synth();
