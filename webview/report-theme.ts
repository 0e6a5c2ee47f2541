/*
 * A report has no VS Code around it: these are the colours of its default light and dark themes, by the system's wish.
 */

const light = {
  'editor-background': '#ffffff',
  'editor-foreground': '#3b3b3b',
  foreground: '#3b3b3b',
  descriptionForeground: '#5a5a5a',
  focusBorder: '#005fb8',
  'panel-border': '#e5e5e5',
  errorForeground: '#c72e0f',
  'editorWarning-foreground': '#8a6100',
  'button-background': '#005fb8',
  'button-foreground': '#ffffff',
  'button-secondaryBackground': '#e5e5e5',
  'button-secondaryForeground': '#3b3b3b',
  'dropdown-background': '#ffffff',
  'dropdown-foreground': '#3b3b3b',
  'dropdown-border': '#cecece',
  'settings-dropdownListBorder': '#e5e5e5',
  'checkbox-background': '#f8f8f8',
  'checkbox-foreground': '#3b3b3b',
  'checkbox-border': '#767676',
  'input-background': '#ffffff',
  'input-foreground': '#3b3b3b',
  'list-activeSelectionBackground': '#e8e8e8',
  'list-activeSelectionForeground': '#000000',
  'list-hoverBackground': '#f2f2f2',
  'panelTitle-activeForeground': '#3b3b3b',
  'panelTitle-inactiveForeground': '#5a5a5a',
  'panelTitle-activeBorder': '#005fb8',
  'progressBar-background': '#005fb8',
  'editorHoverWidget-background': '#f8f8f8',
  'editorHoverWidget-foreground': '#3b3b3b',
  'editorHoverWidget-border': '#c8c8c8',
  'menu-background': '#ffffff',
  'menu-foreground': '#3b3b3b',
  'icon-foreground': '#3b3b3b',
  'toolbar-hoverBackground': '#e0e0e0',
};

const dark: typeof light = {
  'editor-background': '#1f1f1f',
  'editor-foreground': '#cccccc',
  foreground: '#cccccc',
  descriptionForeground: '#a5a5a5',
  focusBorder: '#2488db',
  'panel-border': '#3c3c3c',
  errorForeground: '#f88070',
  'editorWarning-foreground': '#cca700',
  'button-background': '#0078d4',
  'button-foreground': '#ffffff',
  'button-secondaryBackground': '#313131',
  'button-secondaryForeground': '#cccccc',
  'dropdown-background': '#313131',
  'dropdown-foreground': '#cccccc',
  'dropdown-border': '#3c3c3c',
  'settings-dropdownListBorder': '#454545',
  'checkbox-background': '#313131',
  'checkbox-foreground': '#cccccc',
  'checkbox-border': '#6b6b6b',
  'input-background': '#313131',
  'input-foreground': '#cccccc',
  'list-activeSelectionBackground': '#04395e',
  'list-activeSelectionForeground': '#ffffff',
  'list-hoverBackground': '#2a2d2e',
  'panelTitle-activeForeground': '#e7e7e7',
  'panelTitle-inactiveForeground': '#a5a5a5',
  'panelTitle-activeBorder': '#2488db',
  'progressBar-background': '#0078d4',
  'editorHoverWidget-background': '#252526',
  'editorHoverWidget-foreground': '#cccccc',
  'editorHoverWidget-border': '#454545',
  'menu-background': '#252526',
  'menu-foreground': '#cccccc',
  'icon-foreground': '#cccccc',
  'toolbar-hoverBackground': '#3a3d41',
};

const fonts = {
  'font-family': 'system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif',
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace',
};

function declarations(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `--vscode-${name}:${value}`)
    .join(';');
}

export const reportTheme =
  `:root{color-scheme:light dark;${declarations({ ...light, ...fonts })}}` +
  `@media (prefers-color-scheme:dark){:root{${declarations(dark)}}}`;
