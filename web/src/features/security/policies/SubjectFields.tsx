import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { SUBJECTS } from '@/features/security/policies/api';
import { useNamed } from '@/features/security/policies/useNamed';
import styles from '@/features/security/SecurityPage.module.css';

/** Names of people by kind: whom a policy is for, or (within `unless`) whom it spares. */
export function SubjectFields({ within }: { within?: 'unless' }) {
  const { t } = useTranslation('security');
  const options = useNamed();
  return (
    <div className={styles.pairs}>
      {SUBJECTS.map((each) => (
        <Form.Item
          key={each}
          name={within ? [within, each] : each}
          label={t(within ? `policies.spared.${each}` : `policies.of.${each}`)}
        >
          <Select mode="tags" options={options[each]} showSearch={{ optionFilterProp: 'label' }} />
        </Form.Item>
      ))}
    </div>
  );
}
