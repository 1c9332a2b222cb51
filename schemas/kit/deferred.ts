import * as z from 'zod';

/*
 * What bundles have in the place of zod (`infra/build.mjs`): the same schemas, each built when it is first used.
 *
 * A function declares some hundred schemas, rows and events included, and a request uses a handful; building all of them
 * was half of the load time. A deferred schema remembers how it is built. Building it builds what it is made of, so that
 * afterwards everything is plain zod. What is exported here is deferred; anything else of zod works too, only at once.
 * It is for parsing alone: documents are made with zod itself.
 */

/** Methods that make one schema out of another. One that is missing here builds its schema at once. */
const MODIFIERS: ReadonlySet<string | symbol> = new Set([
  ...['optional', 'nullable', 'nullish', 'unwrap', 'default', 'prefault', 'catch', 'array', 'readonly', 'brand'],
  ...['check', 'refine', 'superRefine', 'overwrite', 'transform', 'pipe', 'or', 'and'],
  ...['extend', 'pick', 'omit', 'partial', 'required', 'strict', 'loose', 'catchall'],
  ...['min', 'max', 'length', 'nonempty', 'regex', 'startsWith', 'endsWith', 'includes', 'trim', 'toLowerCase'],
  ...['int', 'gt', 'gte', 'lt', 'lte', 'positive', 'nonnegative', 'multipleOf'],
]);
/** Methods that add what only documents read. */
const REMARKS: ReadonlySet<string | symbol> = new Set(['meta', 'describe']);

/** What can be said of a schema without building it. */
interface Known {
  readonly shape?: z.core.$ZodShape;
  readonly options?: readonly unknown[];
}

type Built = Readonly<Record<string | symbol, unknown>>;
type Builder = (...parts: never[]) => unknown;

class Deferred {
  readonly known: Known;
  readonly #build: () => unknown;
  #schema: Built | undefined;

  constructor(build: () => unknown, known: Known) {
    this.#build = build;
    this.known = known;
  }
  get schema(): Built {
    this.#schema ??= this.#build() as Built;
    return this.#schema;
  }
  get isBuilt(): boolean {
    return this.#schema !== undefined;
  }
}

const deferredOf = new WeakMap<object, Deferred>();

function defer(build: () => unknown, known: Known = {}): unknown {
  const deferred = new Deferred(build, known);
  const schema = new Proxy(deferred, asSchema);
  deferredOf.set(schema, deferred);
  return schema;
}

const asSchema: ProxyHandler<Deferred> = {
  get(deferred, name, self) {
    if (!deferred.isBuilt) {
      if (REMARKS.has(name)) return () => self;
      if (MODIFIERS.has(name)) return (...parts: unknown[]) => modified(deferred, name, parts);
      if (name in deferred.known) return deferred.known[name as keyof Known];
    }
    const { schema } = deferred;
    const member = schema[name];
    return typeof member === 'function' ? member.bind(schema) : member;
  },
  has: ({ schema }, name) => name in schema,
};

function modified(deferred: Deferred, name: string | symbol, parts: unknown[]): unknown {
  const { shape } = deferred.known;
  const build = () => (deferred.schema[name] as (...parts: unknown[]) => unknown)(...parts.map(withoutDeferred));
  if (shape && name === 'extend') return defer(build, { shape: merged(shape, parts[0] as z.core.$ZodShape) });
  return defer(build, shape && (name === 'refine' || name === 'superRefine') ? { shape } : {});
}

/** What a schema is made of, with every deferred schema in it built. */
function withoutDeferred(part: unknown): unknown {
  if (typeof part !== 'object' || part === null) return part;
  const deferred = deferredOf.get(part);
  if (deferred) return deferred.schema;
  if (Array.isArray(part)) return part.map(withoutDeferred);
  if (Object.getPrototypeOf(part) !== Object.prototype) return part;
  const fields = Object.entries(Object.getOwnPropertyDescriptors(part)).map(([name, field]) => {
    const { get, value } = field;
    const content = get ? { get: () => withoutDeferred(get.call(part)) } : { value: withoutDeferred(value) };
    return [name, { ...field, ...content }] as const;
  });
  return Object.defineProperties({}, Object.fromEntries(fields));
}

/** Fields that are getters stay so: that is how a schema names itself. */
const merged = (shape: z.core.$ZodShape, more: z.core.$ZodShape): z.core.$ZodShape =>
  Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(shape), ...Object.getOwnPropertyDescriptors(more) },
  );

const deferring = <B extends Builder>(builder: B, knownOf: (part: never) => Known = () => ({})): B =>
  ((...parts: never[]) =>
    defer(() => builder(...(parts.map(withoutDeferred) as never[])), knownOf(parts[0] as never))) as unknown as B;

const shapeOf = (shape: z.core.$ZodShape = {}): Known => ({ shape });
const optionsOf = (options: unknown): Known => (Array.isArray(options) ? { options } : {});

// Compiling a schema pays when it parses thousands of times; the first request would wait for each it touches.
z.config({ jitless: true });

export * from 'zod';

export const object = /* @__PURE__ */ deferring(z.object, shapeOf);
export const strictObject = /* @__PURE__ */ deferring(z.strictObject, shapeOf);
export const array = /* @__PURE__ */ deferring(z.array);
export const tuple = /* @__PURE__ */ deferring(z.tuple);
export const record = /* @__PURE__ */ deferring(z.record);
export const partialRecord = /* @__PURE__ */ deferring(z.partialRecord);
export const union = /* @__PURE__ */ deferring(z.union);
export const discriminatedUnion = /* @__PURE__ */ deferring(z.discriminatedUnion);
export const string = /* @__PURE__ */ deferring(z.string);
export const email = /* @__PURE__ */ deferring(z.email);
export const url = /* @__PURE__ */ deferring(z.url);
export const base64 = /* @__PURE__ */ deferring(z.base64);
export const number = /* @__PURE__ */ deferring(z.number);
export const int = /* @__PURE__ */ deferring(z.int);
export const boolean = /* @__PURE__ */ deferring(z.boolean);
export const literal = /* @__PURE__ */ deferring(z.literal);
export const unknown = /* @__PURE__ */ deferring(z.unknown);
const enumeration = /* @__PURE__ */ deferring(z.enum, optionsOf);
const nothing = /* @__PURE__ */ deferring(z.null);

export { enumeration as enum, nothing as null };

export const iso = {
  date: /* @__PURE__ */ deferring(z.iso.date),
  datetime: /* @__PURE__ */ deferring(z.iso.datetime),
  time: /* @__PURE__ */ deferring(z.iso.time),
};
export const coerce = {
  boolean: /* @__PURE__ */ deferring(z.coerce.boolean),
  number: /* @__PURE__ */ deferring(z.coerce.number),
  string: /* @__PURE__ */ deferring(z.coerce.string),
};
