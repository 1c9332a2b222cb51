import type { SocketFunctions } from '#local/socket.ts';
import { fittingFrame } from '#shared/adapters/realtime/fitting-frame.ts';
import type { Sockets } from '#shared/app/work/ports.ts';
import type { Connection } from '#shared/runtime/socket.ts';
import { type Frame, kindsOf, type Listener } from './world.ts';

/** Sockets without a network: frames go from hand to hand, in order. */
export interface MemorySockets extends Sockets {
  open(connection: Connection, functions: SocketFunctions): Promise<Listener>;
  /** Frames of open sockets go to another process from now on. */
  useFunctions(functions: SocketFunctions): void;
  idle(): Promise<void>;
}

interface Open {
  readonly frames: Frame[];
  readonly waiting: Frame[];
}

/** @param onDefect told of what a frame's handler throws instead of answering */
export function memorySockets(onDefect: (thrown: unknown) => void): MemorySockets {
  const sockets = new Map<string, Open>();
  const lines = new Map<string, Promise<void>>();
  let current: SocketFunctions | undefined;
  let requests = 0;

  function post(connectionId: string, frame: unknown): 'sent' | 'gone' {
    const open = sockets.get(connectionId);
    if (!open) return 'gone';
    const sent: Frame = JSON.parse(fittingFrame(frame));
    open.frames.push(sent);
    open.waiting.push(sent);
    return 'sent';
  }

  /** Work on one socket is done in the order it came. */
  function next(connectionId: string, work: (functions: SocketFunctions, requestId: string) => Promise<void>) {
    requests += 1;
    const requestId = `frame-${requests}`;
    const line = (lines.get(connectionId) ?? Promise.resolve())
      .then(() => current && work(current, requestId))
      .catch(onDefect);
    lines.set(connectionId, line);
    return line;
  }

  async function idle(): Promise<void> {
    for (const [id, line] of lines) {
      await line;
      if (lines.get(id) === line) lines.delete(id);
    }
  }

  return {
    idle,
    post: async (connectionId, frame) => post(connectionId, frame),
    useFunctions: functions => {
      current = functions;
    },
    async open(connection, functions) {
      current = functions;
      await functions.connected(connection, `connect-${connection.id}`);
      const open: Open = { frames: [], waiting: [] };
      sockets.set(connection.id, open);
      const closing = Promise.withResolvers<number>();
      return {
        frames: open.frames,
        closed: closing.promise,
        send(frame) {
          const text = typeof frame === 'string' ? frame : JSON.stringify(frame);
          void next(connection.id, async (now, requestId) => {
            for (const answer of await now.frame(text, connection, requestId)) post(connection.id, answer);
          });
        },
        async next(kind) {
          const taken = () => {
            const at = open.waiting.findIndex(frame => kindsOf(frame).includes(kind));
            return at < 0 ? undefined : open.waiting.splice(at, 1)[0];
          };
          for (let looks = 0; looks < 200; looks++) {
            const frame = taken();
            if (frame) return frame;
            await lines.get(connection.id);
            await new Promise(resolve => setImmediate(resolve));
          }
          throw new Error(`no ${kind} came, but ${JSON.stringify(open.frames.map(kindsOf))}`);
        },
        async close() {
          sockets.delete(connection.id);
          await next(connection.id, (now, requestId) => now.disconnected(connection, requestId));
          closing.resolve(1000);
        },
      };
    },
  };
}
