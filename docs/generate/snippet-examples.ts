/** What agents of the support queue need not type. */
import { type Acronym, type CannedText, Snippets } from '#schemas/client.ts';

export const snippets = Snippets.parse({
  id: 'support-answers',
  name: 'Answers of support',
  queueIds: ['support'],
  texts: [
    {
      id: 'late',
      folder: ['Orders', 'Delivery'],
      title: 'Parcel is late',
      shortTerm: 'late',
      text: 'I am sorry, $Customer.Name$. I am looking for your parcel.',
    },
  ],
});

export const cannedText: CannedText = {
  id: 'support-answers/late',
  source: 'queue',
  folder: ['Orders', 'Delivery'],
  title: 'Parcel is late',
  shortTerm: 'late',
  text: 'I am sorry, $Customer.Name$. I am looking for your parcel.',
};

export const acronym: Acronym = { shortTerm: 'ty', text: 'Thank you, $Customer.Name$!' };
