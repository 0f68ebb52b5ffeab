import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App as AntApp, ConfigProvider } from 'antd';
import english from 'antd/locale/en_US';
import korean from 'antd/locale/ko_KR';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '@/app/queryClient';
import { router } from '@/app/router';
import { useDark } from '@/lib/theme/mode';
import { antdTheme } from '@/lib/theme/tokens';

const THEMES = { light: antdTheme(false), dark: antdTheme(true) };

export function App() {
  const { i18n } = useTranslation();
  const dark = useDark();
  return (
    <ConfigProvider
      theme={dark ? THEMES.dark : THEMES.light}
      locale={i18n.language === 'en' ? english : korean}
      wave={{ disabled: true }}
      variant="outlined"
    >
      <AntApp className="app-root asan" message={{ maxCount: 3 }}>
        <QueryClientProvider client={queryClient}>
          <Suspense>
            <RouterProvider router={router} />
          </Suspense>
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}
