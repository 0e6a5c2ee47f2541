/*
 * What the page says. Every sentence goes through `t`: the English text is the key of its translation, as with
 * `vscode.l10n`.
 */

let translations: Readonly<Record<string, string>> = {};

/** Takes over the translations that the extension sent; none = English. */
export function speak(strings: Readonly<Record<string, string>> | undefined): void {
  translations = strings ?? {};
}

/** The text in the user's language, `{0}`, `{1}` … replaced by `values`. */
export function t(text: string, ...values: readonly (string | number)[]): string {
  return (translations[text] ?? text).replace(/\{(\d+)\}/g, (whole, index: string) =>
    String(values[Number(index)] ?? whole),
  );
}
