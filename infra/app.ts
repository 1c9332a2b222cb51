import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import * as z from 'zod';
import { enforceRules } from './compliance.ts';
import { dev } from './config/dev.ts';
import { prod } from './config/prod.ts';
import { addSystem } from './system.ts';

const stages = { dev, prod };
const dist = join(import.meta.dirname, '..', 'dist');

const app = new App();
const stage = z.enum(['dev', 'prod']).default('dev').parse(app.node.tryGetContext('stage'));
addSystem(app, { config: stages[stage], bundles: entry => Code.fromAsset(join(dist, entry)) });
enforceRules(app);
app.synth();
