import { parseArgs } from 'node:util';
import { StageName, stages } from '../config/stages.ts';
import { checkAccount, checkStage, type Finding } from './check.ts';

const HELP = `npm run voice:check -- --stage <dev|prod> [--account] [--try <function arn>]

Says whether a stage can have its calls before you deploy it. Asks nobody, unless you add:
  --account  asks AWS, with your credentials, for the applications, numbers and rules of the account
  --try      opens an application with the function for a moment: the only way to know whether AWS lets a new account`;

const MARKS: Readonly<Record<Finding['verdict'], string>> = { fine: 'fine   ', unknown: 'unknown', problem: 'PROBLEM' };

const { values } = parseArgs({
  options: {
    stage: { type: 'string', default: 'dev' },
    account: { type: 'boolean', default: false },
    try: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

async function findings(): Promise<Finding[]> {
  const config = stages[StageName.parse(values.stage)];
  const { stage, voice } = config;
  const ofStage = checkStage(config);
  if (voice.provider === 'none') return ofStage;
  if (values.account || values.try !== undefined) {
    return [...ofStage, ...(await checkAccount({ stage, voice, tryWith: values.try }))];
  }
  return [...ofStage, { verdict: 'unknown', text: 'The account was not asked: add --account.' }];
}

if (values.help) {
  console.log(HELP);
} else {
  const found = await findings();
  for (const { verdict, text } of found) console.log(`${MARKS[verdict]}  ${text}`);
  if (found.some(({ verdict }) => verdict === 'problem')) process.exitCode = 1;
}
