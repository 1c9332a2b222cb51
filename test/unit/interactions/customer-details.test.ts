import { describe, expect, it } from 'vitest';
import { archiveKeys, changeCustomer, customerKeys } from '#shared/domain/interactions/customer-details.ts';
import { isNothing } from '#shared/domain/kit/change.ts';
import { activeInteraction, endedInteraction, interaction, offeredInteraction } from '../../support/builders.ts';
import { refused, settled } from '../../support/changes.ts';

const nobody = { id: null, name: null, email: null, phone: null };

describe('details of a customer', () => {
  it('that are given anew replace what was known; what is left out stays, null takes it away', () => {
    const one = activeInteraction({ customer: { id: 'c-1', name: 'Carla', email: 'carla@example.org', phone: '1' } });

    const said = settled(changeCustomer(one, { name: 'Carla Maria', email: undefined, phone: null }));

    expect(said.interaction.customer).toEqual({
      ...{ id: 'c-1', name: 'Carla Maria', email: 'carla@example.org', phone: null },
    });
    expect(said.events).toMatchObject([
      { type: 'interaction.changed.v1', agents: ['ana'], data: { fields: ['customer'] } },
    ]);
  });

  it('are told to an agent who is being asked, and to nobody while it waits', () => {
    const told = [offeredInteraction(), interaction()].map(
      one => changeCustomer(one, { name: 'Kim' }).events[0]?.agents,
    );

    expect(told).toEqual([['ana'], []]);
  });

  it('that are the same change nothing', () => {
    expect(isNothing(changeCustomer(activeInteraction(), { name: 'Carla', phone: null }))).toBe(true);
  });

  it('stay as they were once the conversation is over', () => {
    expect(refused(() => changeCustomer(endedInteraction(), { name: 'Kim' }))).toEqual({
      ...{ code: 'CHAT_ENDED', currentState: 'ended' },
    });
  });
});

describe('the keys under which contacts are found again', () => {
  it.each([
    ['nothing is known', nobody, []],
    [
      'everything is known',
      { id: 'c-1', name: 'Kim', email: 'Kim@Example.org', phone: '+1 (555) 01-00' },
      [...['id~c-1', 'email~kim@example.org', 'phone~+15550100']],
    ],
    [
      'a key could not hold what a web site sends',
      { id: 'a#1%\ud83d', name: null, email: 'a#b@example.org', phone: '#31#' },
      ['id~a%231%25\ufffd', 'email~a%23b@example.org', 'phone~31'],
    ],
  ])('where %s', (_sentence, customer, keys) => {
    expect(customerKeys(customer)).toEqual(keys);
  });
});

describe('an archived conversation', () => {
  it('is found by what is known of the customer, and by the tag of the web site', () => {
    const customer = { ...nobody, id: 'c#1' };

    expect(archiveKeys({ customer, profile: { sessionTag: '50%' } })).toEqual(['id~c%231', 'tag~50%25']);
    expect(archiveKeys({ customer: nobody, profile: {} })).toEqual([]);
  });
});
