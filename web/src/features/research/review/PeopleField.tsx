import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { peopleQuery } from '@/features/research/review/api';
import styles from '@/features/research/review/Review.module.css';
import { usePause } from '@/lib/usePause';

/** Milliseconds without a key after which people are looked for. */
const PAUSE = 200;

interface Props {
  label: string;
  /** User names. */
  value: string[];
  /** Who cannot be chosen here, as they have the other part. */
  without: string[];
  most: number;
  onChange: (names: string[]) => void;
}

/** People who may take part in a review, found by user name or displayed name. */
export function PeopleField({ label, value, without, most, onChange }: Props) {
  const { t } = useTranslation('review');
  const id = useId();
  const [typed, setTyped] = useState('');
  // What people are called stays known while others are looked for.
  const [known, setKnown] = useState<Record<string, string>>({});
  const { data: found, isFetching } = useQuery({
    ...peopleQuery(usePause(typed, PAUSE)),
    placeholderData: keepPreviousData,
  });
  const options = (found ?? [])
    .filter(({ name }) => !without.includes(name) || value.includes(name))
    .map(({ name, display_name, roles }) => ({
      value: name,
      label: display_name === name ? name : `${display_name} (${name})`,
      roles: roles.map((role) => t(`role.${role}`, { ns: 'common', defaultValue: role })).join(', '),
    }));
  return (
    <div className={styles.fields}>
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        mode="multiple"
        value={value.map((name) => ({ value: name, label: known[name] ?? name }))}
        labelInValue
        options={options}
        optionRender={({ label: named, data }) => (
          <>
            {named} <span className={styles.quiet}>{data.roles}</span>
          </>
        )}
        showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
        maxCount={most}
        loading={isFetching}
        placeholder={t('setup.find')}
        notFoundContent={isFetching ? t('setup.looking') : t('setup.nobody')}
        onChange={(chosen) => {
          setKnown({
            ...known,
            ...Object.fromEntries(chosen.map((each) => [each.value, String(each.label)])),
          });
          setTyped('');
          onChange(chosen.map((each) => each.value));
        }}
      />
    </div>
  );
}
