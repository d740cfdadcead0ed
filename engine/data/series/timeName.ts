/** Names that say that a number is a time. */
const TIMES = /^(time|timestamp|date|datetime|ds|year|quarter|month|week|day|hour|minute|second|step|period|t)s?$/i;
export const isTimeName = (name: string): boolean => TIMES.test(name);
