import {
  constants,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  type SignKeyObjectInput,
  sign as signature,
} from 'node:crypto';
import { JwtVerifier } from 'aws-jwt-verify';
import type { Jwk } from 'aws-jwt-verify/jwk';
import { beforeAll, describe, expect, test } from 'vitest';
import { givenKeys, userTokens, type Verifier } from '#shared/runtime/auth.ts';

/*
 * Goal S5: every way to sign, every key, every name of a key and every fault of the claims, combined; the verdict of the
 * library that AWS keeps for this purpose must be the same. What Tandem asks for beyond it (an end, a subject, a tenant,
 * a role) that library checks by a function of our own.
 */
const ISSUER = 'https://login.example.com/pool';
const AUDIENCE = 'desktop';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const foreignRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const foreignEc = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicText = rsa.publicKey.export({ type: 'spki', format: 'pem' });

type Signer = (content: string) => Buffer;
const withKey =
  (hash: string, key: KeyObject, options: Partial<SignKeyObjectInput> = {}): Signer =>
  content =>
    signature(hash, Buffer.from(content), { key, ...options });
const withHmac =
  (hash: string, secret: string | Buffer): Signer =>
  content =>
    createHmac(hash, secret).update(content).digest();
const plainEc = { dsaEncoding: 'ieee-p1363' } as const;

const SIGNERS: Readonly<Record<string, Signer>> = {
  'the RSA key': withKey('sha256', rsa.privateKey),
  'the RSA key over SHA-512': withKey('sha512', rsa.privateKey),
  'the RSA key with PSS': withKey('sha256', rsa.privateKey, {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 32,
  }),
  'the EC key': withKey('sha256', ec.privateKey, plainEc),
  'the EC key in DER': withKey('sha256', ec.privateKey),
  'a foreign RSA key': withKey('sha256', foreignRsa.privateKey),
  'a foreign EC key': withKey('sha256', foreignEc.privateKey, plainEc),
  'the public key as a secret': withHmac('sha256', publicText),
  'an empty secret': withHmac('sha256', ''),
  nothing: () => Buffer.alloc(0),
  zeros: () => Buffer.alloc(64),
};
const ALGORITHMS = ['RS256', 'ES256', 'RS512', 'PS256', 'HS256', 'none', 'None', 'NONE', '', 'EdDSA', undefined, 1];
const KEY_IDS = ['rsa', 'ec', 'gone', '', undefined, '../../dev/null', "rsa' OR 1=1", 'rsa\u0000', 7, null];

const now = (): number => Math.floor(Date.now() / 1000);
const CLAIMS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  good: {},
  'of another issuer': { iss: 'https://evil.example.com' },
  'of a longer issuer': { iss: `${ISSUER}/` },
  'of several issuers': { iss: [ISSUER] },
  'without issuer': { iss: undefined },
  'for another audience': { aud: 'other' },
  'for this audience among others': { aud: ['other', AUDIENCE] },
  'for an object': { aud: { 0: AUDIENCE } },
  'for nobody': { aud: [] },
  expired: { exp: now() - 600 },
  'expired within the tolerance': { exp: now() - 1 },
  'ending as text': { exp: String(now() + 600) },
  'ending never': { exp: undefined },
  'ending in the far future': { exp: 2 ** 53 },
  'ending below zero': { exp: -1 },
  'not good yet': { nbf: now() + 600 },
  'good since long': { nbf: now() - 600 },
  'of an empty tenant': { 'custom:tenantId': '' },
  'of a tenant with a separator': { 'custom:tenantId': 'demo#acme' },
  'of no role': { 'cognito:groups': [] },
  'of a role there is not': { 'cognito:groups': ['root', 'customer'] },
  'of no subject': { sub: undefined },
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
function tokenOf(header: object, changes: Readonly<Record<string, unknown>>, signer: Signer): string {
  const claims = {
    ...{ iss: ISSUER, aud: AUDIENCE, sub: 'ana', iat: now(), exp: now() + 600 },
    ...{ 'custom:tenantId': 'demo', 'cognito:groups': ['agent'], ...changes },
  };
  const content = `${part(header)}.${part(claims)}`;
  return `${content}.${signer(content).toString('base64url')}`;
}

let ours: Verifier;
let theirs: (token: string) => Promise<unknown>;

beforeAll(() => {
  const keys = [
    { ...rsa.publicKey.export({ format: 'jwk' }), kid: 'rsa', alg: 'RS256', use: 'sig' },
    { ...ec.publicKey.export({ format: 'jwk' }), kid: 'ec', alg: 'ES256', use: 'sig' },
  ];
  ours = userTokens({ issuer: ISSUER, audience: AUDIENCE, keys: givenKeys({ keys }), now: Date.now });
  const library = JwtVerifier.create({
    ...{ issuer: ISSUER, audience: AUDIENCE, jwksUri: 'https://login.example.com/keys', graceSeconds: 5 },
    customJwtCheck({ payload }) {
      const { exp, sub, 'cognito:groups': groups, 'custom:tenantId': tenantId } = payload as Record<string, unknown>;
      const known = Array.isArray(groups) && groups.some(group => ['agent', 'admin'].includes(group));
      if (exp === undefined || !sub || !known) throw new Error('not enough is said');
      if (typeof tenantId !== 'string' || !/^[a-z0-9-]+$/.test(tenantId)) throw new Error('no tenant');
    },
  });
  library.cacheJwks({ keys: keys as Jwk[] });
  theirs = token => library.verify(token);
});

const accepts = (verify: (token: string) => Promise<unknown>, token: string): Promise<boolean> =>
  verify(token).then(
    () => true,
    () => false,
  );

async function disagreements(tokens: Readonly<Record<string, string>>): Promise<string[]> {
  const verdicts = await Promise.all(
    Object.entries(tokens).map(async ([name, token]) => ({
      name,
      ...{ ours: await accepts(ours, token), theirs: await accepts(theirs, token) },
    })),
  );
  return verdicts.filter(one => one.ours !== one.theirs).map(one => `${one.name}: ours ${one.ours}`);
}

describe('the verdict on a token', () => {
  test('is that of the library of AWS for every algorithm, signer and name of a key', async () => {
    const tokens: Record<string, string> = {};
    for (const alg of ALGORITHMS) {
      for (const kid of KEY_IDS) {
        for (const [by, signer] of Object.entries(SIGNERS)) {
          tokens[`alg ${alg}, kid ${kid}, by ${by}`] = tokenOf({ alg, kid, typ: 'JWT' }, {}, signer);
        }
      }
    }

    expect(await disagreements(tokens)).toEqual([]);
    expect(Object.keys(tokens).length).toBe(ALGORITHMS.length * KEY_IDS.length * Object.keys(SIGNERS).length);
  });

  test.each(['rsa', 'ec'] as const)(
    'is that of the library for every fault of the claims, signed with %s',
    async kid => {
      const [alg, by] = kid === 'rsa' ? ['RS256', 'the RSA key'] : ['ES256', 'the EC key'];
      const tokens = Object.fromEntries(
        Object.entries(CLAIMS).map(([name, changes]) => [name, tokenOf({ alg, kid }, changes, SIGNERS[by] as Signer)]),
      );

      expect(await disagreements(tokens)).toEqual([]);
    },
  );

  test('is that of the library for headers that bring or point to a key', async () => {
    const jwk = foreignRsa.publicKey.export({ format: 'jwk' });
    const headers: Readonly<Record<string, object>> = {
      'brings a key': { jwk },
      'brings a chain': { x5c: ['MIIB'] },
      'points to keys': { jku: 'https://evil.example.com/keys' },
      'points to a chain': { x5u: 'https://evil.example.com/chain' },
      'is encrypted, it says': { enc: 'A256GCM' },
      'is a token in a token': { cty: 'JWT' },
    };
    const tokens = Object.fromEntries(
      Object.entries(headers).flatMap(([name, more]) =>
        ['a foreign RSA key', 'the RSA key'].map(by => [
          `${name}, by ${by}`,
          tokenOf({ alg: 'RS256', kid: 'rsa', ...more }, {}, SIGNERS[by] as Signer),
        ]),
      ),
    );

    expect(await disagreements(tokens)).toEqual([]);
  });

  test('is that of the library for texts that are nearly tokens', async () => {
    const good = tokenOf({ alg: 'RS256', kid: 'rsa' }, {}, SIGNERS['the RSA key'] as Signer);
    const [header = '', payload = '', end = ''] = good.split('.');
    const tokens = {
      good,
      empty: '',
      dots: '..',
      'two parts': `${header}.${payload}`,
      'four parts': `${good}.${end}`,
      'cut off': good.slice(0, -4),
      'other payload': `${header}.${part({ sub: 'ada' })}.${end}`,
      'header no JSON': `${Buffer.from('{').toString('base64url')}.${payload}.${end}`,
      'header an array': `${part([])}.${payload}.${end}`,
      'payload text': tokenOf({ alg: 'RS256', kid: 'rsa' }, {}, SIGNERS['the RSA key'] as Signer).replace(
        payload,
        part('x'),
      ),
      'space in it': ` ${good}`,
      'end of line behind it': `${good}\n`,
    };

    expect(await disagreements(tokens)).toEqual([]);
  });

  test('is yes for what is in order, and no for nearly all else', async () => {
    const verdict = (alg: string, kid: string, by: string) =>
      accepts(ours, tokenOf({ alg, kid }, {}, SIGNERS[by] as Signer));

    expect(await verdict('RS256', 'rsa', 'the RSA key')).toBe(true);
    expect(await verdict('ES256', 'ec', 'the EC key')).toBe(true);
    expect(await verdict('HS256', 'rsa', 'the public key as a secret')).toBe(false);
    expect(await verdict('none', 'rsa', 'nothing')).toBe(false);
  });
});
