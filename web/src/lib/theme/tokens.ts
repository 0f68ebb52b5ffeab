/** The platform's look as Ant Design tokens: one deep teal, neutral greys, nothing else. */
import { type ThemeConfig, theme } from 'antd';

const FONT =
  "'Asan Interface', 'Pretendard Variable', Pretendard, 'Apple SD Gothic Neo', 'Malgun Gothic', system-ui, sans-serif";
const MONO =
  "ui-monospace, 'SF Mono', 'Cascadia Mono', Consolas, 'D2Coding', 'Noto Sans Mono CJK KR', monospace";

const SHARED = {
  fontFamily: FONT,
  fontFamilyCode: MONO,
  fontSize: 14,
  borderRadius: 6,
  borderRadiusLG: 8,
  controlHeight: 32,
  motionDurationMid: '0.12s',
  motionDurationSlow: '0.16s',
};

const LIGHT = {
  colorPrimary: '#0b6466',
  colorPrimaryBg: '#e2f1f0',
  colorPrimaryBgHover: '#d3e9e8',
  colorPrimaryBorder: '#9fcfcc',
  colorPrimaryHover: '#0e7a7c',
  colorPrimaryActive: '#084c4e',
  colorInfo: '#0b6466',
  colorLink: '#0b6466',
  colorLinkHover: '#0e8285',
  colorTextBase: '#15202b',
  colorTextSecondary: '#4b5763',
  colorTextTertiary: '#626d78',
  colorTextPlaceholder: '#6d7781',
  colorBgLayout: '#f5f6f7',
  colorBorder: '#cdd3d8',
  colorBorderSecondary: '#e4e7ea',
  colorSuccess: '#1f7a4d',
  colorSuccessBg: '#e8f5ee',
  colorSuccessBorder: '#a9d8bf',
  colorWarning: '#8a5800',
  colorWarningBg: '#fdf3dd',
  colorWarningBorder: '#ecd093',
  colorError: '#b3261e',
  colorErrorBg: '#fdeeec',
  colorErrorBorder: '#f0b8b3',
  colorInfoBg: '#e2f1f0',
  colorInfoBorder: '#9fcfcc',
};

const DARK = {
  colorPrimary: '#12797a',
  colorPrimaryBg: '#12302f',
  colorPrimaryHover: '#178e8f',
  colorInfo: '#58c4bd',
  colorLink: '#6fd0c8',
  colorLinkHover: '#93e0d9',
  colorTextBase: '#e8edf0',
  colorTextSecondary: '#b3bdc5',
  colorTextTertiary: '#98a3ac',
  colorTextPlaceholder: '#8a959f',
  colorBgBase: '#12171a',
  colorBgLayout: '#0d1113',
  colorBgContainer: '#151b1e',
  colorBgElevated: '#1c2327',
  colorBorder: '#3a444b',
  colorBorderSecondary: '#262f34',
  colorSuccess: '#4cb782',
  colorWarning: '#d9a441',
  colorError: '#f0837b',
};

/** Said to Ant Design itself: in CSS alone it would wait for transitions that never end. */
const MOTION = !matchMedia('(prefers-reduced-motion: reduce)').matches;

export function antdTheme(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: 'asan' },
    hashed: false,
    token: { ...SHARED, ...(dark ? DARK : LIGHT), motion: MOTION },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        ...(dark && {
          defaultHoverColor: DARK.colorLinkHover,
          defaultHoverBorderColor: DARK.colorLinkHover,
          defaultActiveColor: DARK.colorLink,
          defaultActiveBorderColor: DARK.colorLink,
        }),
      },
      Tooltip: { maxWidth: 360 },
      // The primary colour fills buttons; as text on dark ground it would be too dim (so above, where one points).
      Tabs: dark
        ? {
            itemSelectedColor: DARK.colorLink,
            itemHoverColor: DARK.colorLinkHover,
            inkBarColor: DARK.colorLink,
          }
        : {},
    },
  };
}
