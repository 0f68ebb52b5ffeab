import { memo } from 'react';
import type { Reading as Told } from '@/features/research/api/cohorts';
import styles from '@/features/research/parts/Reading.module.css';

/** A definition in words: headings and an indented list; what was added or removed is marked. */
export const Reading = memo(function Reading({ lines }: { lines: Told['lines'] }) {
  const numbered = lines.map((line, at) => ({ ...line, key: `${at} ${line.text}` }));
  return (
    <div className={styles.reading}>
      {numbered.map(({ key, depth, text, change }) =>
        depth < 0 ? (
          <h3 key={key} className={styles.heading}>
            {text}
          </h3>
        ) : (
          <p
            key={key}
            className={`${styles.line} ${change === 'same' ? '' : styles[change]}`}
            style={{ marginInlineStart: depth * 16 }}
          >
            {change === 'added' ? <ins>{text}</ins> : change === 'removed' ? <del>{text}</del> : text}
          </p>
        ),
      )}
    </div>
  );
});
