// @ts-check

/**
 * The pictures of the README and the walkthrough: by the name under which the journey takes each of the real product with
 * the sample experiment, the file that shows it.
 * @type {Readonly<Record<string, string>>}
 */
export const pictures = {
  dark: 'media/screenshots/panel.png',
  instances: 'media/screenshots/instances.png',
  tree: 'media/walkthrough/experiments.png',
  light: 'media/walkthrough/compare.png',
  'guide-dark': 'media/walkthrough/measures.png',
};
