import { describe, expect, it } from 'vitest';
import { Snippets } from '#schemas/admin/model.ts';
import { matching, textsAt } from '#shared/domain/snippets/canned-texts.ts';

const collection = (id: string, given: object = {}) =>
  Snippets.parse({ id, name: id, texts: [{ id: 't', title: `Of ${id}`, text: `Text of ${id}` }], ...given });
const collections = [
  collection('all'),
  collection('of-campaign', { campaignIds: ['inbound'] }),
  collection('of-queue', { queueIds: ['sales'] }),
  collection('of-other', { queueIds: ['support'], campaignIds: ['outbound'] }),
];
const own = [{ shortTerm: 'hi', text: 'Hello there' }];
const ids = (texts: readonly { readonly id: string }[]) => texts.map(({ id }) => id);

describe('the prepared texts at a place', () => {
  it.each([
    ['a conversation', { queueId: 'sales', campaignId: 'inbound' }, ['own/hi', 'of-queue/t', 'of-campaign/t', 'all/t']],
    ['another queue of the campaign', { queueId: 'help', campaignId: 'inbound' }, ['own/hi', 'of-campaign/t', 'all/t']],
    ['no place at all', {}, ['own/hi', 'all/t']],
  ])('are those that hold there, the nearest first: %s', (_where, place, expected) => {
    expect(ids(textsAt(collections, own, place))).toEqual(expected);
  });

  it('are of the queue where queue and campaign have them both', () => {
    const both = collection('both', { queueIds: ['sales'], campaignIds: ['inbound'] });

    expect(textsAt([both], [], { queueId: 'sales', campaignId: 'inbound' })).toMatchObject([{ source: 'queue' }]);
  });

  it('show folder and short term, where they have them', () => {
    const texts = [
      { id: 'a', folder: ['Orders', 'Late'], title: 'Sorry', shortTerm: 'late', text: 'We are sorry.' },
      { id: 'b', title: 'Thanks', text: 'Thank you.' },
    ];

    expect(textsAt([collection('all', { texts })], own, {})).toEqual([
      { id: 'own/hi', source: 'own', folder: [], title: 'hi', shortTerm: 'hi', text: 'Hello there' },
      { ...texts[0], id: 'all/a', source: 'tenant' },
      { ...texts[1], id: 'all/b', source: 'tenant', folder: [], shortTerm: null },
    ]);
  });
});

describe('a search for texts', () => {
  const texts = textsAt(
    [
      collection('all', {
        texts: [
          { id: 'late', folder: ['Orders'], title: 'Late parcel', shortTerm: 'lp', text: 'It is on its way.' },
          { id: 'bye', title: 'Goodbye', text: 'Good day, and thank you for your order.' },
        ],
      }),
    ],
    [],
    {},
  );

  it.each([
    ['order', ['all/late', 'all/bye']],
    ['ORDERS', ['all/late']],
    ['way parcel', ['all/late']],
    ['lp', ['all/late']],
    ['  ', ['all/late', 'all/bye']],
    ['parcel goodbye', []],
  ])('finds those that contain every word: "%s"', (search, expected) => {
    expect(ids(matching(texts, search))).toEqual(expected);
  });
});
