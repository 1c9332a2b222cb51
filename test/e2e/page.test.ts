import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Locator, type Page } from 'playwright-core';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  onTestFinished,
  type TestContext,
} from 'vitest';
import { type System, startSystem } from '#local/system.ts';

const PLACES = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const browserPath = PLACES.find(place => place !== undefined && existsSync(place));
const NO_BROWSER = 'no Chromium in the usual places; name one with CHROMIUM_PATH';
const ARGUMENTS = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];
const TIMEOUT_MS = 60_000;
const TRICKY = 'a <b>bold</b> & "quoted" line 👍🏽 שלום עולם';
const sink = { count: () => undefined, report: () => undefined };

const needsBrowser = (context: TestContext) => context.skip(browserPath === undefined, NO_BROWSER);

describe('the page', () => {
  let system: System;
  let folder: string;
  let browser: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    if (!browserPath) return;
    system = await startSystem({ port: 0, fresh: true, sink });
    folder = await mkdtemp(join(tmpdir(), 'tandem-page-'));
    browser = await chromium.launchPersistentContext(folder, { executablePath: browserPath, args: ARGUMENTS });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  }, TIMEOUT_MS);

  beforeEach(async () => {
    if (!browserPath) return;
    page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    complaints = [];
    page.on('console', message => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', error => complaints.push(error.message));
    page.on('response', response => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
    });
    await page.goto(system.url);
    await choose('Agent', 'Ana');
  });
  afterEach(async () => {
    await page?.close();
  });

  const customer = (): Locator => page.getByRole('region', { name: 'Customer' });
  const agent = (): Locator => page.getByRole('region', { name: 'Agent' });
  const queue = (): Locator => page.getByRole('region', { name: 'Queue' });
  const button = (pane: Locator, name: string) => pane.getByRole('button', { name, exact: true });
  const said = (pane: Locator): Promise<string[]> => pane.locator('.log .text').allTextContents();

  async function choose(what: string, name: string): Promise<void> {
    await page.locator('option', { hasText: name }).first().waitFor({ state: 'attached' });
    await page.getByRole('combobox', { name: what, exact: true }).selectOption({ label: name });
  }

  async function ask(name: string, question: string): Promise<void> {
    await customer().getByLabel('Your name').fill(name);
    await customer().getByLabel('Your question').fill(question);
    await button(customer(), 'Ask for a chat').click();
  }

  async function goReady(): Promise<void> {
    await button(agent(), 'Sign in').click();
    await button(agent(), 'Ready').click();
  }

  async function write(pane: Locator, label: RegExp, text: string): Promise<void> {
    await pane.getByLabel(label).fill(text);
    await pane.getByLabel(label).press('Enter');
  }

  /** Leaves the agent signed out, so that the next test begins as this one did. */
  async function signOut(): Promise<void> {
    await button(agent(), 'Not ready').click();
    await button(agent(), 'Sign out').click();
    await button(agent(), 'Sign in').waitFor();
  }

  it(
    'carries a chat from the question to its outcome, and shows each text as it was written',
    async context => {
      needsBrowser(context);

      await ask('Kim', TRICKY);
      await customer().getByText('Waiting at place 1').waitFor();
      await queue().getByText('1. Kim').waitFor();
      await goReady();
      await agent().getByText('Kim asks for a chat').waitFor();
      await agent()
        .getByText(/^\d+ s left$/)
        .waitFor();
      await button(agent(), 'Accept').click();
      await customer().getByText('Talking with Ana').waitFor();
      await write(agent(), /Message to Kim/, `Answer: ${TRICKY}`);
      await customer().getByText(`Answer: ${TRICKY}`).waitFor();
      await write(customer(), /Your message/, 'Thanks!');
      await agent().getByText('Thanks!').waitFor();
      const [customerReads, agentReads] = await Promise.all([said(customer()), said(agent())]);
      const bold = await page.locator('.log b').count();
      await button(agent(), 'End chat').click();
      await customer().getByText('Ana ended the chat.').waitFor();
      await button(agent(), 'More time').click();
      await agent().getByText('no time limit').waitFor();
      await agent().getByRole('checkbox', { name: 'Sold' }).check();
      await agent().getByRole('combobox', { name: 'Outcome' }).selectOption({ label: 'Resolved' });
      await button(agent(), 'Save outcome').click();
      await agent().getByText('Ready: the next customer is offered here.').waitFor();
      await queue().getByText('Nobody waits.').waitFor();
      await signOut();

      const conversation = [TRICKY, `Answer: ${TRICKY}`, 'Thanks!'];
      expect(customerReads).toEqual(conversation);
      expect(agentReads).toEqual(conversation);
      expect(bold).toBe(0);
      expect(complaints).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'lets one agent have several chats, reject an offer, and see a customer leave',
    async context => {
      needsBrowser(context);

      await goReady();
      await agent().getByText('Ready: the next customer is offered here.').waitFor();
      await ask('Lou', 'First?');
      await button(agent(), 'Accept').click();
      await agent().getByRole('article', { name: 'Conversation with Lou' }).waitFor();
      await ask('Max', 'Second?');
      await button(agent(), 'Accept').click();
      await agent().getByRole('article', { name: 'Conversation with Max' }).waitFor();
      await button(agent(), 'Lou').click();
      await write(agent(), /Message to Lou/, 'Hello Lou');
      await button(customer(), 'Lou').click();
      await customer().getByText('Hello Lou').waitFor();
      const readByLou = await said(customer());
      await button(customer(), 'Max').click();
      const readByMax = await said(customer());
      await button(customer(), 'Leave').click();
      await button(agent(), 'Max').click();
      await agent().getByText('Max ended the chat.').waitFor();
      await button(agent(), 'Finish without').click();
      await button(agent(), 'Max').waitFor({ state: 'detached' });
      await ask('Nia', 'Third?');
      await button(agent(), 'Reject').click();
      await agent().getByText('Nia asks for a chat').waitFor({ state: 'detached' });
      await button(customer(), 'Leave').click();
      await button(agent(), 'End chat').click();
      await button(agent(), 'Finish without').click();
      await agent().getByText('Ready: the next customer is offered here.').waitFor();
      await signOut();

      expect(readByLou).toEqual(['First?', 'Hello Lou']);
      expect(readByMax).toEqual(['Second?']);
      expect(complaints).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'says in plain words what is not possible',
    async context => {
      needsBrowser(context);

      await page.getByLabel('Tenant').fill('nobody');
      await page.getByLabel('Tenant').press('Enter');
      await page.getByLabel('Tenant').blur();

      await page.getByText('There is no such tenant.').waitFor();
      expect(await page.getByText('There is no such tenant.').count()).toBe(1);
    },
    TIMEOUT_MS,
  );

  it(
    'goes on on both sides after the server has been restarted',
    async context => {
      needsBrowser(context);
      const dataDir = await mkdtemp(join(tmpdir(), 'tandem-data-'));
      let restarted = await startSystem({ port: 0, dataDir, sink });
      onTestFinished(async () => {
        await restarted.stop();
        await rm(dataDir, { recursive: true, force: true });
      });
      await page.goto(restarted.url);
      await choose('Agent', 'Ben');
      await goReady();
      await ask('Kim', 'Before?');
      await button(agent(), 'Accept').click();
      await write(agent(), /Message to Kim/, 'Before.');
      await customer().getByText('Before.').waitFor();

      await restarted.stop();
      await page.getByText('The server does not answer.').waitFor();
      restarted = await startSystem({ port: Number(new URL(restarted.url).port), dataDir, sink });
      await page.getByText('The server does not answer.').waitFor({ state: 'hidden' });
      await write(customer(), /Your message/, 'After?');
      await agent().getByText('After?').waitFor();
      await write(agent(), /Message to Kim/, 'After.');
      await customer().getByText('After.').waitFor();

      const conversation = ['Before?', 'Before.', 'After?', 'After.'];
      expect(await said(customer())).toEqual(conversation);
      expect(await said(agent())).toEqual(conversation);
    },
    TIMEOUT_MS,
  );

  it.for([1280, 400])('fits into %i pixels', { timeout: TIMEOUT_MS }, async (width, context) => {
    needsBrowser(context);
    await page.setViewportSize({ width, height: 900 });

    const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');

    expect(overflow).toBeLessThanOrEqual(0);
  });
});
