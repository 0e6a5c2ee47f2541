/** Hands out the text in the user's language; `{0}`, `{1}` … stand for the arguments. In VS Code it is `l10n.t`. */
export type Translate = (message: string, ...args: (string | number)[]) => string;
