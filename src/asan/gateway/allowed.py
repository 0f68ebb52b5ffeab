"""What a question may be made of: everything not listed here is refused.

Left out on purpose: whatever reads files, network, settings, system catalogs or the query's own text; whatever
tells of values that policy hides (``stats``, ``error``); whatever writes, waits or changes the session.
"""

from typing import Final

from sqlglot import exp

_NODES: Final = """
Add Alias Aliases All Any AtTimeZone Between BitwiseAnd BitwiseLeftShift BitwiseNot BitwiseOr BitwiseRightShift
BitwiseXor Boolean Bracket CTE Column Comprehension Cube DPipe DataType DataTypeParam Distinct Div Dot EQ Escape
Except Filter From GT GTE Glob Group GroupingSets Having ILike Identifier IgnoreNulls In IntDiv Intersect Interval
IntervalSpan Is Join JSONKeyValue JSONPath JSONPathKey JSONPathRoot JSONPathSubscript JSONPathWildcard Kwarg LT LTE
Lambda Lateral Like Limit Literal Mod Mul NEQ Neg Not Null NullSafeEQ NullSafeNEQ Offset Operator Order Ordered Paren
Placeholder PropertyEQ Qualify RenameColumn RespectNulls Rollup Select SimilarTo Slice Star Sub Subquery Table
TableAlias Tuple Union Unary Values Var Variadic Where Window WindowSpec With WithinGroup
"""

_FUNCTIONS: Final = """
Abs Acos Acosh AddMonths And AnyValue Apply ApproxDistinct ApproxQuantile ApproxTopK ArgMax ArgMin Array ArrayAgg
ArrayAll ArrayAny ArrayAppend ArrayCompact ArrayConcat ArrayContains ArrayContainsAll ArrayDistinct ArrayExcept
ArrayFilter ArrayFirst ArrayInsert ArrayIntersect ArrayLast ArrayMax ArrayMin ArrayOverlaps ArrayPosition ArrayPrepend
ArrayRemove ArrayReverse ArraySize ArraySlice ArraySort ArraySum ArrayToString ArraysZip Ascii Asin Asinh Atan Atan2
Atanh Avg BitLength BitwiseAndAgg BitwiseCount BitwiseOrAgg BitwiseXorAgg ByteLength Case Cast Cbrt Ceil Chr Coalesce
Columns Concat ConcatWs Contains Corr Cos Cosh CosineDistance Cot Coth Count CountIf CovarPop CovarSamp CumeDist
CurrentDate CurrentDatetime CurrentTime CurrentTimestamp Date DateAdd DateBin DateDiff DateFromParts DateFromUnixDate
DateStrToDate DateSub DateToDateStr DateToDi DateTrunc Datetime DatetimeAdd DatetimeDiff DatetimeSub DatetimeTrunc Day
DayOfMonth DayOfWeek DayOfWeekIso DayOfYear Dayname Decode Degrees DenseRank DiToDate DotProduct Encode EndsWith
EqualNull EuclideanDistance Exists Exp Explode Extract Factorial First FirstValue Flatten Floor Format FromBase64
GenerateDateArray GenerateSeries Getbit Greatest GroupConcat Grouping GroupingId Hex Hour If IsInf IsNan JSONArray
JSONExtract JSONExtractScalar JSONKeys JSONObject JSONType JarowinklerSimilarity Kurtosis Lag Last LastDay LastValue
Lead Least Left Length Levenshtein List Ln Localtime Localtimestamp Log LogicalAnd LogicalOr Lower LowerHex MD5
MD5Digest MakeInterval Map MapCat MapContainsKey MapFromEntries MapKeys MapSize Max Median Min Minute Mode Month
Monthname MonthsBetween Normalize NthValue Ntile Nullif Or Pad PercentRank PercentileCont PercentileDisc Pi Pow
Quantile Quarter Radians Rand Rank Reduce RegexpCount RegexpExtract RegexpExtractAll RegexpFullMatch RegexpILike
RegexpInstr RegexpLike RegexpReplace RegexpSplit RegrAvgx RegrAvgy RegrCount RegrIntercept RegrR2 RegrSlope RegrSxx
RegrSxy RegrSyy Repeat Replace Reverse Right Rint Round RowNumber SHA SHA1Digest SHA2 SHA2Digest SafeDivide Second
Sign Sin Sinh Skewness Split SplitPart Sqrt StartsWith Stddev StddevPop StddevSamp StrPosition StrToDate StrToTime
StrToUnix String StringToArray Struct StructExtract Substring Sum Tan Tanh Time TimeDiff TimeFromParts TimeStrToDate
TimeStrToTime TimeToStr TimeToUnix TimeTrunc Timestamp TimestampAdd TimestampDiff TimestampFromParts TimestampSub
TimestampTrunc ToBase64 ToDays ToMap Transform Translate Trim Trunc Try TryCast TsOrDsAdd TsOrDsDiff TsOrDsToDate
TsOrDsToTimestamp Typeof Unhex Unicode UnixDate UnixMicros UnixMillis UnixSeconds UnixToStr UnixToTime Unnest Upper
Uuid Variance VariancePop Week WeekOfYear WidthBucket Xor Year YearOfWeek YearOfWeekIso
"""

_NAMED: Final = """
abs age any_value approx_count_distinct arbitrary array_agg array_aggregate array_grade_up array_indexof array_resize
array_unique array_where bar base64 bin bit_count bit_position bitstring_agg bool_and bool_or cardinality cbrt ceil
century char_length character_length chr coalesce concat concat_ws contains cosh damerau_levenshtein date_part
date_sub date_trunc datepart datesub day dayname dayofmonth dayofweek dayofyear days_in_month decade element_at
ends_with entropy epoch epoch_ms epoch_ns epoch_us equi_width_bins era even factorial favg fdiv first flatten floor
fmod format formatReadableDecimalSize format_bytes fsum gamma gcd generate_subscripts geomean geometric_mean grade_up
greatest greatest_common_divisor hamming hash histogram histogram_exact instr isfinite isinf isnan isodow isoyear
jaccard jaro_similarity jaro_winkler_similarity json_array json_array_length json_contains json_exists json_extract
json_extract_path json_extract_path_text json_extract_string json_group_array json_group_object json_keys
json_merge_patch json_object json_quote json_structure json_type json_valid json_value julian kahan_sum kurtosis_pop
last last_day lcase lcm least least_common_multiple left len length_grapheme lgamma list list_aggr list_aggregate
list_any_value list_append list_apply list_approx_count_distinct list_avg list_bit_and list_bit_or list_bit_xor
list_bool_and list_bool_or list_cat list_concat list_contains list_cosine_distance list_cosine_similarity list_count
list_distance list_distinct list_dot_product list_element list_entropy list_extract list_filter list_first
list_grade_up list_has list_has_all list_has_any list_histogram list_indexof list_inner_product list_intersect
list_kurtosis list_last list_mad list_max list_median list_min list_mode list_position list_prepend list_product
list_reduce list_resize list_reverse list_reverse_sort list_select list_sem list_skewness list_slice list_sort
list_stddev_pop list_stddev_samp list_string_agg list_sum list_transform list_unique list_value list_var_pop
list_var_samp list_where list_zip listagg log10 log2 lower lpad ltrim mad make_date make_time make_timestamp map
map_concat map_contains map_entries map_extract map_extract_value map_from_entries map_keys map_values max_by mean
median microsecond millennium millisecond min_by minute mismatches mod month monthname multiply nextafter
nfc_normalize now octet_length ord pi position pow prefix printf product quantile quantile_cont quantile_disc quarter
range_bucket regexp_escape regexp_matches regexp_split_to_array replace reservoir_quantile reverse right
right_grapheme rint round round_even row row_to_json rpad rtrim second sem sha256 sign signbit skewness split_part
sqrt starts_with strftime string_split string_split_regex strip_accents strlen strpos strptime struct_concat
struct_extract struct_extract_at struct_insert struct_keys struct_pack substr substring substring_grapheme subtract
suffix sum_no_overflow time_bucket timezone_hour timezone_minute to_base to_binary to_centuries to_days to_decades
to_hex to_hours to_json to_microseconds to_milliseconds to_minutes to_months to_quarters to_seconds to_timestamp
to_weeks to_years today trim try_strptime typeof ucase unbin unicode upper url_decode url_encode var_pop var_samp wavg
week weekday weekofyear weighted_avg xor year yearweek
"""

NODES: Final = frozenset(_NODES.split())
FUNCTIONS: Final = frozenset(_FUNCTIONS.split())
NAMED: Final = frozenset(name.lower() for name in _NAMED.split())

TABLE_FUNCTIONS: Final = (exp.GenerateSeries, exp.Unnest, exp.Explode)
"""Functions that may stand where a table stands."""

TABLE_PARTS: Final = frozenset({"this", "db", "alias", "joins", "laterals"})
"""What a table reference may carry: no version, sample, pivot or hint of the asker's own."""
