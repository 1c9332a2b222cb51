import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ticketRedeemer } from '#functions/auth/redeem-ticket.ts';
import { table as physicalTable } from '#schemas/table.ts';
import { type DynamoDb, dynamoDb } from '#shared/adapters/aws/clients.ts';
import { environmentCredentials } from '#shared/adapters/aws/lambda-connection.ts';
import { ulids } from '#shared/adapters/next-id.ts';
import { ensureTable } from '#shared/adapters/store/create-table.ts';
import { dynamoEngine } from '#shared/adapters/store/dynamo.ts';
import { openStore as openOver } from '#shared/adapters/store/open-store.ts';
import type { OpenStore } from '#shared/adapters/store/store.ts';
import type { Meter, TableEngine } from '#shared/adapters/store/table-engine.ts';
import { conversationTokens } from '#shared/adapters/tokens/conversation-tokens.ts';
import { storedTickets } from '#shared/adapters/tokens/stored-tickets.ts';
import type { Sockets, Timers } from '#shared/app/work/ports.ts';
import { toInstant } from '#shared/domain/kit/instant.ts';
import { givenKeys, userTokens, verifier } from '#shared/runtime/auth.ts';
import { defaultRateLimits, type RateLimits, rateLimiter } from '#shared/runtime/rate-limit.ts';
import { type Sink, telemetryTo } from '#shared/runtime/telemetry.ts';
import { type Application, compose } from './application.ts';
import { type Clock, manualClock, realClock } from './clock.ts';
import { type Engine, startEngine } from './engine.ts';
import { engineClient } from './engine-client.ts';
import { folderBlobs, memoryBlobs } from './files/blobs.ts';
import { localFiles } from './files/local-files.ts';
import { gateway } from './http.ts';
import { LOCAL_AUDIENCE, loadKeys, localIssuer } from './issuer.ts';
import { localApi, tokenFor } from './local-api.ts';
import { type LocalMails, localMails } from './mail/local-mails.ts';
import { mailPages } from './mail/mail-page.ts';
import { localNews } from './news.ts';
import { documentPages } from './pages.ts';
import { seed } from './seed.ts';
import type { Conformance } from './sma/conformance.ts';
import type { Sma } from './sma/sma.ts';
import { type LocalSockets, localSockets } from './socket.ts';
import { localStream } from './stream.ts';
import { localTelephone } from './telephone.ts';
import { localTimers } from './timers.ts';
import { inTurns } from './turns.ts';

export interface SystemOptions {
  /** A free one when 0. */
  readonly port: number;
  readonly host?: string;
  /** Keeps data in memory instead of `dataDir`. */
  readonly fresh?: boolean;
  readonly clock?: 'real' | 'manual';
  /** What a manual clock shows first, in ms since 1970; the present when left out. */
  readonly startsAt?: number;
  /** How often the sweeper looks; every minute when left out. */
  readonly sweepEverySeconds?: number;
  /** Where keys and data are kept between starts; nothing is kept when left out. */
  readonly dataDir?: string;
  readonly rateLimits?: RateLimits;
  readonly sink: Sink;
  /** How the simulated telephone service behaves where the documentation of the real one leaves it open. */
  readonly conformance?: Partial<Conformance>;
  /** Looks on from inside, for benchmarks. */
  readonly observe?: Observation;
}

/** What an observer is shown; it may wrap what it is given and must not change what it does. */
export interface Observation {
  readonly meter: Meter;
  readonly engine: (engine: TableEngine) => TableEngine;
  readonly timers: (timers: Timers) => Timers;
  readonly sockets: (sockets: Sockets) => Sockets;
}

/** The whole system in this process. */
export interface System {
  readonly url: string;
  readonly socketUrl: string;
  readonly now: () => number;
  readonly openStore: OpenStore;
  readonly sockets: LocalSockets;
  readonly mails: LocalMails;
  /** The simulated telephone service. */
  readonly sma: Sma;
  tokenFor(tenantId: string, userId: string): Promise<string>;
  /** Waits until timers that are due, the stream and the sockets have nothing left to do. */
  settled(): Promise<void>;
  /** Moves a manual clock; everything due on the way happens in order. */
  advance(seconds: number): Promise<void>;
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

const SWEEP_EVERY_SECONDS = 60;
/** Longer than clients leave a connection unused, so that none is closed in the moment in which it is used again. */
const KEEP_ALIVE_MS = 75_000;
/** What the embedded engine is asked at once. */
const ENGINE_CALLS = 32;

/**
 * Starts the system and answers when it is ready.
 *
 * @throws Error that says what to do when the port is taken or there is no engine.
 */
export async function startSystem(options: SystemOptions): Promise<System> {
  const undo: (() => unknown)[] = [];
  const stop = async () => {
    for (const step of undo.toReversed()) await step();
    undo.length = 0;
  };
  try {
    return { ...(await start(options, step => undo.push(step))), stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function start(options: SystemOptions, onStop: (step: () => unknown) => void): Promise<Omit<System, 'stop'>> {
  const { host = '127.0.0.1', rateLimits = defaultRateLimits, dataDir } = options;
  const telemetry = telemetryTo(options.sink);
  const ready = Promise.withResolvers<RequestListener>();
  // The port is taken first, because tokens name it; requests that come before everything is up wait for it.
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS },
    (request, response) => void ready.promise.then(answer => answer(request, response)),
  );
  const url = await listen(server, options.port, host);
  onStop(() => closed(server));

  const keys = await loadKeys(dataDir && join(dataDir, 'keys.json'));
  const engine = await startEngine(dataDir && !options.fresh ? { file: join(dataDir, 'tandem.db') } : {});
  onStop(() => engine.stop());
  const client = clientOf(engine);
  await ensureTable(client, tableName);

  const manual = options.clock === 'manual' ? manualClock(options.startsAt) : undefined;
  const clock: Clock = manual ?? realClock();
  const { now } = clock;
  const { observe } = options;
  const table = dynamoEngine({ client, tableName, now, ...(observe && { meter: observe.meter }) });
  const stream = localStream({ engine: inTurns(table, ENGINE_CALLS), telemetry });
  const openStore = openOver(observe ? observe.engine(stream.engine) : stream.engine, now);
  await seed(openStore, toInstant(now()));

  const issuer = localIssuer({ url, key: keys.issuer, now });
  const tokens = conversationTokens({ secret: async () => keys.conversation, now });
  const users = userTokens({ issuer: url, audience: LOCAL_AUDIENCE, keys: givenKeys(issuer.keySet), now });
  const sockets = localSockets();
  const news = localNews();
  const blobs = dataDir && !options.fresh ? folderBlobs(join(dataDir, 'files')) : memoryBlobs();
  const files = localFiles({ url, now, blobs });
  const mails = localMails();
  onStop(() => mails.stop());
  const socketUrl = `${url.replace(/^http/, 'ws')}/socket`;
  const telephone = localTelephone({
    ...{ url, clock, openStore, telemetry, recordings: files.recordings, switchboard: () => application },
    ...(options.conformance && { conformance: options.conformance }),
  });
  const timers = localTimers({ clock, telemetry, run: (task, requestId) => application.runTask(task, requestId) });
  const application: Application = compose({
    ...{
      openStore,
      news,
      tokens,
      socketUrl,
      now,
      telemetry,
      files,
      mails,
      voice: telephone.voice,
      recordings: files.recordings,
    },
    timers: observe ? observe.timers(timers) : timers,
    sockets: observe ? observe.sockets(sockets) : sockets,
    nextId: ulids(now),
    limiter: rateLimiter(rateLimits, Date.now),
    undocumented: 'throw',
  });
  stream.deliverTo(application.onChanges, application.watched);

  async function settled(): Promise<void> {
    let before: number;
    do {
      before = stream.position();
      await stream.settled();
      await clock.idle();
      await sockets.idle();
      await telephone.idle();
    } while (stream.position() !== before);
  }
  const advance = manual && ((seconds: number) => manual.advance(seconds, settled));

  const answer = gateway({
    functions: application.functions,
    verify: verifier(users, token => tokens.verify(token)),
    pages: [localApi({ issuer, openStore, now, advance }), mailPages(mails.received), telephone.page, documentPages],
    rawPages: [files.serve, telephone.rawPage],
    telemetry,
  });
  const redeem = ticketRedeemer({ take: storedTickets(openStore), now });
  sockets.serve(server, { functions: application.socket, redeem, clock, telemetry });
  const sweepEveryMs = (options.sweepEverySeconds ?? SWEEP_EVERY_SECONDS) * 1000;
  sweepEvery(sweepEveryMs, clock, application, error => telemetry.taskFailed(error, 'sweep'));
  onStop(async () => {
    clock.stop();
    news.stop();
    await sockets.stop();
    await closed(server);
    await clock.idle();
    await stream.stop();
  });
  await application.sweep('start', true);
  ready.resolve(answer);

  return {
    ...{ url, socketUrl, now, openStore, sockets, mails, settled, sma: telephone.sma },
    tokenFor: async (tenantId, userId) => (await tokenFor(openStore, issuer, tenantId, userId)).accessToken,
    advance: advance ?? (() => Promise.reject(new Error('the clock runs by itself'))),
  };
}

const tableName = process.env['TABLE_NAME'] ?? physicalTable.name;

/** An endpoint elsewhere may want a name and a secret that it knows, and takes any where there are none. */
function clientOf({ embedded, endpoint }: Engine): DynamoDb {
  if (embedded) return engineClient(endpoint);
  const given = process.env['AWS_ACCESS_KEY_ID'] !== undefined && process.env['DYNAMODB_ENDPOINT'] !== undefined;
  return dynamoDb({
    endpoint,
    region: process.env['AWS_REGION'] ?? 'local',
    credentials: given ? () => environmentCredentials() : () => ({ accessKeyId: 'local', secretAccessKey: 'local' }),
  });
}

/** Sweeps whenever so much time has passed. What fails is tried again the next time. */
function sweepEvery(
  everyMs: number,
  clock: Clock,
  application: Application,
  onFailure: (thrown: unknown) => void,
): void {
  clock.at(clock.now() + everyMs, async () => {
    sweepEvery(everyMs, clock, application, onFailure);
    await application.sweep(`sweep-${clock.now()}`).catch(onFailure);
  });
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Error(`Port ${port} is taken. Stop what uses it, or choose another one with --port.`) : error);
    });
    server.listen(port, host, () => resolve(`http://localhost:${(server.address() as AddressInfo).port}`));
  });
}

async function closed(server: Server): Promise<void> {
  const over = new Promise(resolve => server.close(resolve));
  server.closeAllConnections();
  await over;
}
