/*
 * VS Code's own colours, as a panel gets them: Light Modern, Dark Modern and the two high-contrast themes.
 */

export type ThemeName = 'light' | 'dark' | 'hc-light' | 'hc-dark';

const fonts = {
  'font-family': '"DejaVu Sans", system-ui, sans-serif',
  'font-size': '13px',
  'font-weight': 'normal',
  'editor-font-family': '"DejaVu Sans Mono", monospace',
};

const light = {
  'editor-background': '#ffffff',
  'editor-foreground': '#3b3b3b',
  foreground: '#3b3b3b',
  descriptionForeground: '#3b3b3b',
  focusBorder: '#005fb8',
  'panel-border': '#e5e5e5',
  'widget-border': '#e5e5e5',
  errorForeground: '#c72e0f',
  'editorWarning-foreground': '#895503',
  'button-background': '#005fb8',
  'button-foreground': '#ffffff',
  'button-hoverBackground': '#0258a8',
  'button-secondaryBackground': '#e5e5e5',
  'button-secondaryForeground': '#3b3b3b',
  'button-secondaryHoverBackground': '#cccccc',
  'dropdown-background': '#ffffff',
  'dropdown-foreground': '#3b3b3b',
  'dropdown-border': '#cecece',
  'checkbox-background': '#f8f8f8',
  'checkbox-border': '#767676',
  'checkbox-foreground': '#3b3b3b',
  'input-background': '#ffffff',
  'input-foreground': '#3b3b3b',
  'input-placeholderForeground': '#767676',
  'settings-dropdownListBorder': '#e5e5e5',
  'list-activeSelectionBackground': '#e8e8e8',
  'list-activeSelectionForeground': '#000000',
  'list-hoverBackground': '#f2f2f2',
  'panelTitle-activeForeground': '#3b3b3b',
  'panelTitle-activeBorder': '#005fb8',
  'panelTitle-inactiveForeground': '#3b3b3b',
  'progressBar-background': '#005fb8',
  'editorHoverWidget-background': '#f8f8f8',
  'editorHoverWidget-foreground': '#3b3b3b',
  'editorHoverWidget-border': '#cecece',
  'menu-background': '#ffffff',
  'menu-foreground': '#3b3b3b',
  'menu-border': '#cecece',
  'menu-selectionBackground': '#005fb8',
  'menu-selectionForeground': '#ffffff',
  'icon-foreground': '#3b3b3b',
  'toolbar-hoverBackground': '#b8b8b850',
  'textLink-foreground': '#005fb8',
  'charts-blue': '#1a85ff',
  'sideBar-background': '#f8f8f8',
  'sideBar-foreground': '#3b3b3b',
  'list-inactiveSelectionBackground': '#e4e6f1',
};

const dark: Readonly<Record<string, string>> = {
  ...light,
  'editor-background': '#1f1f1f',
  'editor-foreground': '#cccccc',
  foreground: '#cccccc',
  descriptionForeground: '#9d9d9d',
  focusBorder: '#0078d4',
  'panel-border': '#2b2b2b',
  'widget-border': '#313131',
  errorForeground: '#f85149',
  'editorWarning-foreground': '#cca700',
  'button-background': '#0078d4',
  'button-hoverBackground': '#026ec1',
  'button-secondaryBackground': '#313131',
  'button-secondaryForeground': '#cccccc',
  'button-secondaryHoverBackground': '#3c3c3c',
  'dropdown-background': '#313131',
  'dropdown-foreground': '#cccccc',
  'dropdown-border': '#3c3c3c',
  'checkbox-background': '#313131',
  'checkbox-border': '#3c3c3c',
  'checkbox-foreground': '#cccccc',
  'input-background': '#313131',
  'input-foreground': '#cccccc',
  'input-placeholderForeground': '#989898',
  'list-activeSelectionBackground': '#04395e',
  'list-activeSelectionForeground': '#ffffff',
  'list-hoverBackground': '#2a2d2e',
  'panelTitle-activeForeground': '#cccccc',
  'panelTitle-activeBorder': '#0078d4',
  'panelTitle-inactiveForeground': '#9d9d9d',
  'progressBar-background': '#0078d4',
  'editorHoverWidget-background': '#202020',
  'editorHoverWidget-foreground': '#cccccc',
  'editorHoverWidget-border': '#454545',
  'menu-background': '#1f1f1f',
  'menu-foreground': '#cccccc',
  'menu-border': '#454545',
  'menu-selectionBackground': '#0078d4',
  'icon-foreground': '#cccccc',
  'textLink-foreground': '#4daafc',
  'charts-blue': '#59a4f9',
  'sideBar-background': '#181818',
  'sideBar-foreground': '#cccccc',
  'list-inactiveSelectionBackground': '#37373d',
};

const contrast = (ink: string, paper: string, accent: string): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(
    Object.keys(light).map((name) => [name, name.toLowerCase().endsWith('background') ? paper : ink]),
  ),
  contrastBorder: accent,
  contrastActiveBorder: paper === '#000000' ? '#f38518' : '#006bbd',
  focusBorder: paper === '#000000' ? '#f38518' : '#006bbd',
  'panel-border': accent,
  'dropdown-border': accent,
  'checkbox-border': accent,
  'menu-border': accent,
  'button-border': accent,
  'editorHoverWidget-border': accent,
  errorForeground: paper === '#000000' ? '#f48771' : '#b5200d',
  'editorWarning-foreground': paper === '#000000' ? '#ffd370' : '#895503',
  'progressBar-background': accent,
});

export const themes: Readonly<
  Record<ThemeName, { readonly className: string; readonly variables: Readonly<Record<string, string>> }>
> = {
  light: { className: 'vscode-light', variables: { ...light, ...fonts } },
  dark: { className: 'vscode-dark', variables: { ...dark, ...fonts } },
  'hc-light': {
    className: 'vscode-high-contrast vscode-high-contrast-light',
    variables: { ...contrast('#292929', '#ffffff', '#0f4a85'), ...fonts },
  },
  'hc-dark': {
    className: 'vscode-high-contrast',
    variables: { ...contrast('#ffffff', '#000000', '#6fc3df'), ...fonts },
  },
};

/** Every theme in a narrow and a wide window. */
export const looks: readonly (readonly [theme: ThemeName, width: number])[] = (
  ['light', 'dark', 'hc-light', 'hc-dark'] as const
).flatMap((theme) => [400, 1400].map((width) => [theme, width] as const));
