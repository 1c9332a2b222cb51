import { emitKeypressEvents } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { parseScript, type Step } from './script.ts';
import { type Telephone, telephone } from './telephone.ts';
import { type Watch, watch } from './watch.ts';

const USAGE = `npm run phone -- <number> [--from <number>] [--url <address>] [--script "<steps>"]

  <number>           a number of the local system, such as +15550100
  --from <number>    who calls; +14255550199 when left out
  --url <address>    of the local system; http://localhost:3000 when left out
  --script <steps>   does the steps instead of listening to keys: wait <seconds>; digits <0-9*#>; talk <seconds>; hangup

Keys: 0-9 * # are pressed, h hangs up, q quits and hangs up.
`;

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      from: { type: 'string', default: '+14255550199' },
      url: { type: 'string', default: `http://localhost:${process.env['PORT'] ?? '3000'}` },
      script: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  return { ...values, to: positionals[0] };
}

async function perform(phone: Telephone, id: string, step: Step): Promise<void> {
  if (step.kind === 'wait') await sleep(step.seconds * 1000, undefined, { ref: false });
  else if (step.kind === 'digits') await phone.press(id, step.digits);
  else if (step.kind === 'talk') await phone.talk(id, step.seconds);
  else await phone.hangUp(id);
}

async function follow(phone: Telephone, id: string, steps: readonly Step[], watching: Watch): Promise<void> {
  const done = (async () => {
    for (const step of steps) await perform(phone, id, step);
  })();
  await Promise.race([done, watching.over]);
  watching.stop();
  await watching.over;
}

/** Keys do what they say until the call is over. */
async function listen(phone: Telephone, id: string, watching: Watch): Promise<void> {
  const { stdin } = process;
  const onKey = (text: string | undefined, key: { name?: string; ctrl?: boolean }) => {
    const isEnd = key.name === 'h' || key.name === 'q' || (key.ctrl === true && key.name === 'c');
    const pressed = isEnd ? phone.hangUp(id) : /^[0-9*#]$/.test(text ?? '') ? phone.press(id, text ?? '') : undefined;
    pressed?.catch(fail);
  };
  emitKeypressEvents(stdin);
  if (stdin.isTTY) stdin.setRawMode(true);
  stdin.on('keypress', onKey);
  await watching.over;
  stdin.off('keypress', onKey);
  if (stdin.isTTY) stdin.setRawMode(false);
  stdin.pause();
}

async function main(): Promise<void> {
  const { to, from, url, script, help } = options();
  if (help) return console.log(USAGE);
  if (!to) throw new Error(`Say which number to call.\n\n${USAGE}`);
  const steps = script === undefined ? undefined : parseScript(script);
  const phone = telephone(url);
  const call = await phone.call(to, from);
  console.log(`calling ${to}${steps ? '' : ' (0-9 * # press, h hangs up, q quits)'}`);
  const watching = watch(phone, call, line => console.log(line));
  if (steps) await follow(phone, call.id, steps, watching);
  else await listen(phone, call.id, watching);
}

function fail(thrown: unknown): never {
  if (process.stdin.isTTY) process.stdin.setRawMode(false);
  console.error(thrown instanceof Error ? thrown.message : thrown);
  process.exit(1);
}

main().catch(fail);
