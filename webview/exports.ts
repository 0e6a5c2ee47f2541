/*
 * Exports without an extension: a report saves and copies by means of the browser.
 */

const types = { json: 'application/json', csv: 'text/csv', png: 'image/png', svg: 'image/svg+xml' } as const;

/** Saves `content` (text, or a picture as a data URL) under a name made of the title. */
export function download(title: string, format: string, content: string): void {
  const address = content.startsWith('data:')
    ? content
    : URL.createObjectURL(new Blob([content], { type: types[format as keyof typeof types] }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${title.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+|-+$/g, '') || 'likeness'}.${format}`;
  link.click();
  if (address.startsWith('blob:')) setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export function copyText(text: string): Promise<void> {
  return navigator.clipboard.writeText(text);
}
