import { createRoot } from 'react-dom/client';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import 'virtual:interface-font.css';
import { App } from '@/app/App';
import '@/app/base.css';
import { startI18n } from '@/lib/i18n/i18n';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

startI18n().then(() => createRoot(root).render(<App />));
