/** The tables of the numbering plans, in a file of its own so that they can be loaded late without the rest of the library. */
export { parsePhoneNumberFromString } from 'libphonenumber-js/max';
