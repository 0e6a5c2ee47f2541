/*
 * What makes the pictures usable without a mouse and without eyes.
 */

let region: HTMLElement | undefined;

/** Says something to a screen reader, once, without moving the focus. */
export function announce(text: string): void {
  if (!region?.isConnected) {
    region = document.createElement('div');
    region.className = 'announcer';
    region.setAttribute('role', 'status');
    region.setAttribute('aria-live', 'polite');
    document.body.append(region);
  }
  region.textContent = text;
}

/** The place after a key in a grid of `rows` × `cols`; null: the key means nothing here. */
export function moved(
  key: string,
  { row, col }: { readonly row: number; readonly col: number },
  { rows, cols, page = 10 }: { readonly rows: number; readonly cols: number; readonly page?: number },
  withControl = false,
): { readonly row: number; readonly col: number } | null {
  const within = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));
  const to = (r: number, c: number): { row: number; col: number } => ({ row: within(r, rows), col: within(c, cols) });
  switch (key) {
    case 'ArrowUp':
      return to(row - 1, col);
    case 'ArrowDown':
      return to(row + 1, col);
    case 'ArrowLeft':
      return to(row, col - 1);
    case 'ArrowRight':
      return to(row, col + 1);
    case 'PageUp':
      return to(row - page, col);
    case 'PageDown':
      return to(row + page, col);
    case 'Home':
      return to(withControl ? 0 : row, 0);
    case 'End':
      return to(withControl ? rows - 1 : row, cols - 1);
    default:
      return null;
  }
}
