import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Properties;

/** What JDBC programs do: metadata, parameters, portions, both formats, transactions, errors. One line a fact. */
public class Session {
  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("user", arguments[1]);
    properties.setProperty("password", System.getenv("TOKEN"));
    // From the second use of a statement on, values come in binary.
    properties.setProperty("prepareThreshold", "2");
    try (Connection connection = DriverManager.getConnection(arguments[0], properties)) {
      metadata(connection.getMetaData());
      parameters(connection);
      portions(connection);
      types(connection);
      errors(connection);
    }
  }

  private static void say(String fact, Object value) {
    System.out.println(fact + "=" + value);
  }

  private static String column(ResultSet rows, String name) throws SQLException {
    StringBuilder all = new StringBuilder();
    while (rows.next()) {
      all.append(all.length() == 0 ? "" : ",").append(rows.getString(name));
    }
    return all.toString();
  }

  private static void metadata(DatabaseMetaData data) throws SQLException {
    say("product", data.getDatabaseProductName() + " " + data.getDatabaseMajorVersion());
    say("schemas", column(data.getSchemas(), "TABLE_SCHEM"));
    say("catalogs", column(data.getCatalogs(), "TABLE_CAT"));
    say("types of tables", column(data.getTableTypes(), "TABLE_TYPE").contains("TABLE"));
    say("tables", column(data.getTables(null, "cdm", "%", new String[] {"TABLE"}), "TABLE_NAME"));
    say("any tables", column(data.getTables(null, null, "per%", null), "TABLE_NAME"));
    say("columns", column(data.getColumns(null, "cdm", "death", "%"), "COLUMN_NAME"));
    say("column types", column(data.getColumns(null, "cdm", "death", "%"), "TYPE_NAME"));
    say("remarks", column(data.getColumns(null, "cdm", "visit_occurrence", "visit_source_value"), "REMARKS"));
    say("primary key", column(data.getPrimaryKeys(null, "cdm", "person"), "COLUMN_NAME"));
    say("imported keys", column(data.getImportedKeys(null, "cdm", "death"), "FKCOLUMN_NAME"));
    say("exported keys", column(data.getExportedKeys(null, "cdm", "location"), "FKTABLE_NAME"));
    say("indexes", column(data.getIndexInfo(null, "cdm", "person", true, true), "INDEX_NAME"));
    say("type info", column(data.getTypeInfo(), "TYPE_NAME").contains("int8"));
    say("procedures", column(data.getProcedures(null, null, "%"), "PROCEDURE_NAME"));
    say("functions", column(data.getFunctions(null, null, "%"), "FUNCTION_NAME"));
    say("privileges", column(data.getTablePrivileges(null, "cdm", "person"), "PRIVILEGE"));
    say("column privileges", column(data.getColumnPrivileges(null, "cdm", "person", "person_id"), "PRIVILEGE"));
    say("best row", column(data.getBestRowIdentifier(null, "cdm", "person", 0, true), "COLUMN_NAME"));
    say("client info", column(data.getClientInfoProperties(), "NAME"));
    say("udts", column(data.getUDTs(null, null, "%", null), "TYPE_NAME"));
    say("keywords", data.getSQLKeywords().length());
  }

  private static void parameters(Connection connection) throws SQLException {
    String sql =
        "SELECT person_id FROM person WHERE person_id = ? AND year_of_birth < ? AND DATE '2020-01-01' < ? LIMIT ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      say("parameters", statement.getParameterMetaData().getParameterCount());
      say("column of a prepared statement", statement.getMetaData().getColumnName(1));
      for (int number = 1; number <= 6; number++) {
        statement.setLong(1, number);
        statement.setInt(2, 2000);
        statement.setObject(3, LocalDate.of(2021, 1, 1));
        statement.setInt(4, 10);
        say("person", column(statement.executeQuery(), "person_id"));
      }
    }
  }

  private static void portions(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(7);
      ResultSet rows = statement.executeQuery("SELECT person_id FROM person ORDER BY 1");
      int count = 0;
      while (rows.next()) {
        count++;
      }
      say("in portions", count);
      statement.setMaxRows(3);
      say("at most", column(statement.executeQuery("SELECT person_id FROM person ORDER BY 1"), "person_id"));
    }
    connection.commit();
    connection.setAutoCommit(true);
  }

  private static void types(Connection connection) throws SQLException {
    String sql =
        "SELECT 1::int2 AS a, 2::int4 AS b, 3::int8 AS c, 1.5::float8 AS d, 12.340::numeric(10,3) AS e, true AS f,"
            + " 'text' AS g, DATE '1999-12-31' AS h, TIMESTAMP '2020-02-29 10:11:12.5' AS i, ARRAY[1, 2] AS j,"
            + " NULL AS k, TIME '10:11:12' AS l FROM person WHERE person_id = 0";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int round = 0; round < 5; round++) {
        ResultSet rows = statement.executeQuery();
        ResultSetMetaData told = rows.getMetaData();
        rows.next();
        StringBuilder all = new StringBuilder();
        for (int place = 1; place <= told.getColumnCount(); place++) {
          all.append(told.getColumnTypeName(place)).append(':').append(rows.getObject(place)).append(' ');
        }
        say("values", all.toString().trim());
      }
    }
  }

  private static void errors(Connection connection) {
    for (String sql : new String[] {"SELECT * FROM nosuch", "UPDATE person SET person_id = 1", "SELECT"}) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException error) {
        say("error", error.getSQLState());
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      statement.execute("SELECT sum(a.person_id * b) FROM person a, generate_series(1, 100000000) b,"
          + " generate_series(1, 1000) c");
    } catch (SQLException error) {
      say("stopped", error.getSQLState());
    }
  }
}
