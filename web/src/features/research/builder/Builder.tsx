import { useQuery } from '@tanstack/react-query';
import { Input, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Panel } from '@/components/Panel';
import { readingQuery } from '@/features/research/api/cohorts';
import { AttritionPanel } from '@/features/research/builder/AttritionPanel';
import styles from '@/features/research/builder/Builder.module.css';
import { BuilderContext, DragContext } from '@/features/research/builder/context';
import type { Draft } from '@/features/research/builder/draft';
import { EntrySection } from '@/features/research/builder/EntrySection';
import { ExitSection } from '@/features/research/builder/ExitSection';
import { Kept } from '@/features/research/builder/Kept';
import { RuleList } from '@/features/research/builder/RuleList';
import { Still } from '@/features/research/builder/Still';
import { useDragging } from '@/features/research/builder/useDragging';
import { useEdits } from '@/features/research/builder/useEdits';
import { Reading } from '@/features/research/parts/Reading';
import { useFormat } from '@/lib/format/useFormat';
import { identityOf } from '@/lib/identity';
import { usePause } from '@/lib/usePause';

interface Props {
  draft: Draft;
  onChange: (draft: Draft, about?: string) => void;
  readOnly: boolean;
  off: boolean[];
  onOff: (off: boolean[]) => void;
}

/** Parts of a definition as they are now, as a mark that changes with any of them. */
function marked(...parts: (object | null | undefined)[]): string {
  return parts.map((part) => (part ? identityOf(part) : '')).join(' ');
}

/** The definition at the left; what it finds and what it says at the right, as it changes. */
export function Builder({ draft, onChange, readOnly, off, onOff }: Props) {
  const { t } = useTranslation('builder');
  const { language } = useFormat();
  const settled = usePause(draft.expression, 250);
  const { data: reading, error } = useQuery(readingQuery(settled, language));
  const { expression } = draft;
  const edits = useEdits(draft, onChange);
  const { dragging, said } = useDragging(edits.change);
  return (
    <BuilderContext value={{ expression, readOnly, ...edits }}>
      <DragContext value={dragging}>
        <div className={styles.builder}>
          <span className="visually-hidden" aria-live="polite">
            {said}
          </span>
          <div className={styles.editor}>
            <Input.TextArea
              aria-label={t('description')}
              placeholder={t('description')}
              autoSize={{ minRows: 1, maxRows: 6 }}
              maxLength={20_000}
              disabled={readOnly}
              value={draft.description}
              onChange={(event) => onChange({ ...draft, description: event.target.value }, 'description')}
            />
            <Still
              path={['PrimaryCriteria']}
              mark={marked(expression.AdditionalCriteria, expression.QualifiedLimit)}
            >
              <EntrySection />
            </Still>
            <RuleList off={off} onOff={onOff} />
            <Still
              path={['EndStrategy']}
              mark={marked(
                expression.CensoringCriteria,
                expression.CollapseSettings,
                expression.CensorWindow,
              )}
            >
              <ExitSection />
            </Still>
            <Kept part="CohortExpression" value={expression} beside={['Title']} />
          </div>
          {/* It scrolls by itself, so the keyboard must reach it. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: axe asks for it */}
          <aside className={styles.beside} aria-label={t('beside')} tabIndex={0}>
            <AttritionPanel expression={expression} off={off} />
            <Panel title={t('reading')}>
              {error && <ErrorNotice error={error} compact />}
              {!reading && !error && <Skeleton active title={false} paragraph={{ rows: 6 }} />}
              {reading && reading.findings.length > 0 && (
                <ul className={styles.findings}>
                  {reading.findings.map((finding) => (
                    <li key={`${finding.code} ${finding.path}`}>
                      {finding.text} <code>{finding.path}</code>
                    </li>
                  ))}
                </ul>
              )}
              {reading && <Reading lines={reading.lines} />}
            </Panel>
          </aside>
        </div>
      </DragContext>
    </BuilderContext>
  );
}
