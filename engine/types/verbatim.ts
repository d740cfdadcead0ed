/** What is the same in every language: what a user wrote, a shape as it prints, a path. */
export type Verbatim = string & { readonly isVerbatim: true };
export const verbatim = (text: string): Verbatim => text as Verbatim;
