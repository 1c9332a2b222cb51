import { createHmac, KeyObject } from 'node:crypto';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { conversationTokens } from '#shared/adapters/tokens/conversation-tokens.ts';
import { bearerToken, givenKeys, keysFrom, userTokens, type Verifier, verifier } from '#shared/runtime/auth.ts';

const NOW = Date.parse('2026-11-21T09:30:00.000Z');
const ISSUER = 'https://login.example.com/pool';
const AUDIENCE = 'desktop';
const CHAT = 'int_01K9ZQ4M6T8R2V5X7Y0A1B2C3D';
const SECRET = new TextEncoder().encode('a secret of more than thirty-two bytes');

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;
let rsa: Pair;
let ec: Pair;
let foreign: Pair;
let publicJwk: JWK;
let verify: Verifier;

const conversations = conversationTokens({ secret: async () => SECRET, now: () => NOW });

beforeAll(async () => {
  [rsa, ec, foreign] = await Promise.all([
    generateKeyPair('RS256', { extractable: true }),
    generateKeyPair('ES256', { extractable: true }),
    generateKeyPair('RS256', { extractable: true }),
  ]);
  publicJwk = await exportJWK(rsa.publicKey);
  const keys = [
    { ...publicJwk, kid: 'rsa', alg: 'RS256' },
    { ...(await exportJWK(ec.publicKey)), kid: 'ec', alg: 'ES256' },
  ];
  const users = userTokens({ issuer: ISSUER, audience: AUDIENCE, keys: givenKeys({ keys }), now: () => NOW });
  verify = verifier(users, token => conversations.verify(token));
});

const seconds = (offset = 0) => Math.floor(NOW / 1000) + offset;
const claims = (changes: Readonly<Record<string, unknown>> = {}): JWTPayload => ({
  iss: ISSUER,
  sub: 'ana',
  client_id: AUDIENCE,
  exp: seconds(60),
  'custom:tenantId': 'demo',
  'cognito:groups': ['agent'],
  ...changes,
});
const signed = (
  payload: JWTPayload,
  header: { alg?: string; kid?: string } = {},
  key: Pair['privateKey'] | KeyObject = rsa.privateKey,
) => new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: 'rsa', ...header }).sign(key);

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A token signed by HMAC with whatever the forger has. */
const forged = (header: object, payload: JWTPayload, secret: string | Uint8Array) => {
  const content = `${base64(header)}.${base64(payload)}`;
  return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
};

describe('a token of a person', () => {
  test('names tenant, user and roles', async () => {
    const token = await signed(claims({ 'cognito:groups': ['agent', 'supervisor', 'agent'] }));

    const identity = await verify(token);

    expect(identity).toEqual({ tenantId: 'demo', principal: 'user~ana', roles: ['agent', 'supervisor'] });
  });

  test('may be signed with ES256', async () => {
    const token = await signed(claims(), { alg: 'ES256', kid: 'ec' }, ec.privateKey);

    const identity = await verify(token);

    expect(identity.principal).toBe('user~ana');
  });

  test.each([['one'], ['of several']])('may name the audience (%s) instead of the client', async kind => {
    const { client_id: _, ...rest } = claims();
    const token = await signed({ ...rest, aud: kind === 'one' ? AUDIENCE : ['other', AUDIENCE] });

    const identity = await verify(token);

    expect(identity.principal).toBe('user~ana');
  });

  test('never makes a customer of its bearer', async () => {
    const token = await signed(claims({ 'cognito:groups': ['agent', 'customer', 'unknown', 7] }));

    const identity = await verify(token);

    expect(identity.roles).toEqual(['agent']);
  });

  test('is good for some seconds more when clocks differ', async () => {
    const tokens = await Promise.all([signed(claims({ exp: seconds(-3) })), signed(claims({ nbf: seconds(3) }))]);

    const identities = await Promise.all(tokens.map(verify));

    expect(identities).toHaveLength(2);
  });
});

describe('a hostile token', () => {
  const hostile: Record<string, () => Promise<string> | string> = {
    'that is empty': () => '',
    'that is no token': () => 'abc.def.ghi',
    'of two parts': () => `${base64({ alg: 'RS256' })}.${base64(claims())}`,
    'of enormous length': async () => signed(claims({ padding: 'x'.repeat(9000) })),
    'without a signature': () => new UnsecuredJWT(claims()).encode(),
    'with the algorithm None': () => `${base64({ alg: 'None' })}.${base64(claims())}.`,
    'with its signature cut off': async () => (await signed(claims())).replace(/[^.]*$/, ''),
    'with changed claims': async () => {
      const [header, , signature] = (await signed(claims())).split('.');
      return `${header}.${base64(claims({ sub: 'ada', 'cognito:groups': ['admin'] }))}.${signature}`;
    },
    'signed by somebody else': () => signed(claims(), {}, foreign.privateKey),
    'signed by somebody else who brings the key': async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', kid: 'rsa', jwk: await exportJWK(foreign.publicKey) })
        .sign(foreign.privateKey),
    'signed by somebody else who says where the key is': () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', kid: 'rsa', jku: 'https://evil.example.com/keys' })
        .sign(foreign.privateKey),
    'signed by HMAC with the public key as text': async () =>
      forged({ alg: 'HS256', kid: 'rsa' }, claims(), await exportSPKI(rsa.publicKey)),
    'signed by HMAC with the modulus': () => forged({ alg: 'HS256', kid: 'rsa' }, claims(), String(publicJwk.n)),
    'with the key id of another kind of key': () => signed(claims(), { kid: 'ec' }),
    'with no key id': () => signed(claims(), { kid: undefined as never }),
    'with white space behind it': async () => `${await signed(claims())}\n`,
    'with an unknown key id': () => signed(claims(), { kid: 'gone' }),
    'with a path as key id': () => signed(claims(), { kid: '../../dev/null' }),
    'with an extension nobody knows': async () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'RS256', kid: 'rsa', crit: ['b64x'], b64x: true } as never)
        .sign(rsa.privateKey, { crit: { b64x: true } }),
    'with PS256': () => signed(claims(), { alg: 'PS256' }, KeyObject.from(rsa.privateKey)),
    'of another issuer': () => signed(claims({ iss: 'https://evil.example.com' })),
    'of a longer issuer': () => signed(claims({ iss: `${ISSUER}/` })),
    'without issuer': () => signed(claims({ iss: undefined })),
    'for another client': () => signed(claims({ client_id: 'other' })),
    'for another audience although the client is right': () => signed(claims({ aud: 'other' })),
    'for nobody': () => signed(claims({ client_id: undefined })),
    'that has expired': () => signed(claims({ exp: seconds(-6) })),
    'that never expires': () => signed(claims({ exp: undefined })),
    'that is not good yet': () => signed(claims({ nbf: seconds(60) })),
    'without subject': () => signed(claims({ sub: undefined })),
    'with a subject that is no id': () => signed(claims({ sub: 'ana#1' })),
    'without tenant': () => signed(claims({ 'custom:tenantId': undefined })),
    'with a tenant that is no id': () => signed(claims({ 'custom:tenantId': 'demo#acme' })),
    'with a list of tenants': () => signed(claims({ 'custom:tenantId': ['demo'] })),
    'without groups': () => signed(claims({ 'cognito:groups': undefined })),
    'with empty groups': () => signed(claims({ 'cognito:groups': [] })),
    'with groups as text': () => signed(claims({ 'cognito:groups': 'admin' })),
    'with unknown groups alone': () => signed(claims({ 'cognito:groups': ['customer', 'root'] })),
    'of a conversation, signed with a wrong secret': () =>
      forged(
        { alg: 'HS256' },
        { iss: 'tandem', aud: 'conversation', sub: CHAT, tenantId: 'demo', exp: seconds(60) },
        'x',
      ),
    'of a person, signed with the conversation secret': () => forged({ alg: 'HS256' }, claims(), SECRET),
    'of a conversation for another audience': () =>
      forged(
        { alg: 'HS256' },
        { iss: 'tandem', aud: 'desktop', sub: CHAT, tenantId: 'demo', exp: seconds(60) },
        SECRET,
      ),
    'of a conversation by another issuer': () =>
      forged(
        { alg: 'HS256' },
        { iss: 'other', aud: 'conversation', sub: CHAT, tenantId: 'demo', exp: seconds(60) },
        SECRET,
      ),
    'of a conversation without tenant': () =>
      forged({ alg: 'HS256' }, { iss: 'tandem', aud: 'conversation', sub: CHAT, exp: seconds(60) }, SECRET),
    'of a conversation that is no chat': () =>
      forged(
        { alg: 'HS256' },
        { iss: 'tandem', aud: 'conversation', sub: 'ana', tenantId: 'demo', exp: seconds(60) },
        SECRET,
      ),
    'of a conversation that never expires': () =>
      forged({ alg: 'HS256' }, { iss: 'tandem', aud: 'conversation', sub: CHAT, tenantId: 'demo' }, SECRET),
    'of a conversation that has expired': () =>
      forged(
        { alg: 'HS256' },
        { iss: 'tandem', aud: 'conversation', sub: CHAT, tenantId: 'demo', exp: seconds(-6) },
        SECRET,
      ),
    'of a conversation with HS512 claimed': () =>
      forged(
        { alg: 'HS512' },
        { iss: 'tandem', aud: 'conversation', sub: CHAT, tenantId: 'demo', exp: seconds(60) },
        SECRET,
      ),
  };

  test.each(Object.keys(hostile))('%s is refused', async kind => {
    const token = (await hostile[kind]?.()) ?? '';

    const verdict = verify(token);

    await expect(verdict).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});

describe('a conversation token', () => {
  test('opens its conversation as a customer', async () => {
    const token = await conversations.issue('demo', CHAT);

    const identity = await verify(token);

    expect(identity).toEqual({ tenantId: 'demo', principal: `chat~${CHAT}`, roles: ['customer'] });
  });

  test('ends after a day', async () => {
    const token = await conversations.issue('demo', CHAT);
    const later = conversationTokens({ secret: async () => SECRET, now: () => NOW + 24 * 3_600_000 + 6000 });

    await expect(later.verify(token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});

describe('a conversation token that was looked at before', () => {
  test('opens the same, and ends all the same', async () => {
    let now = NOW;
    let secrets = 0;
    const secret = async () => {
      secrets += 1;
      return SECRET;
    };
    const tokens = conversationTokens({ secret, now: () => now });
    const token = await tokens.issue('demo', CHAT);
    const opened = [await tokens.verify(token), await tokens.verify(token)];
    const used = secrets;

    now += 24 * 3_600_000 + 6000;

    expect(opened).toEqual([
      { tenantId: 'demo', chatId: CHAT },
      { tenantId: 'demo', chatId: CHAT },
    ]);
    expect(used).toBe(2);
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });

  test('opens nothing under a changed signature', async () => {
    const token = await conversations.issue('demo', CHAT);
    await conversations.verify(token);
    const changed = token.slice(0, -4) + (token.endsWith('AAAA') ? 'BBBB' : 'AAAA');

    await expect(conversations.verify(changed)).rejects.toMatchObject({ code: 'TOKEN_INVALID' });
  });
});

describe('keys of an issuer', () => {
  test('that cannot be read are no fault of the token', async () => {
    const users = userTokens({
      issuer: ISSUER,
      audience: AUDIENCE,
      keys: keysFrom('http://127.0.0.1:1/keys'),
      now: () => NOW,
    });

    const verdict = users(await signed(claims()));

    await expect(verdict).rejects.toMatchObject({ code: 'TRY_LATER' });
  });
});

describe('the Authorization header', () => {
  test.each([['Bearer a.b.c'], ['bearer a.b.c'], ['Bearer  a.b.c ']])('%j carries a token', header => {
    const token = bearerToken(header);

    expect(token).toBe('a.b.c');
  });

  test.each([[undefined], [''], ['a.b.c'], ['Basic a.b.c'], ['Bearer'], ['Bearer a b'], ['Bearer a.b.c\n']])(
    '%j carries none',
    header => {
      expect(() => bearerToken(header)).toThrow(expect.objectContaining({ code: 'TOKEN_INVALID' }));
    },
  );
});
