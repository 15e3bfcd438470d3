import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.MachineComplexityEvaluator;

/**
 * Reads {"patterns": {id: pattern}, "events": [event]} from a file. Prints for each pattern why it does not compile, or its
 * complexity, and for each event the ids of the patterns that match it.
 */
public class Judge {
  // The evaluator stops counting here.
  private static final int HIGHEST_COMPLEXITY = 1000;

  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode input = json.readTree(Files.readString(Path.of(arguments[0])));
    ObjectNode output = json.createObjectNode();
    ObjectNode problems = output.putObject("problems");
    ObjectNode complexities = output.putObject("complexities");
    Machine machine = Machine.builder().build();
    for (var each : input.get("patterns").properties()) {
      String pattern = json.writeValueAsString(each.getValue());
      String problem = JsonRuleCompiler.check(pattern);
      if (problem != null) {
        problems.put(each.getKey(), problem);
        continue;
      }
      machine.addRule(each.getKey(), pattern);
      Machine alone = Machine.builder().build();
      alone.addRule(each.getKey(), pattern);
      complexities.put(each.getKey(), alone.evaluateComplexity(new MachineComplexityEvaluator(HIGHEST_COMPLEXITY)));
    }
    ArrayNode matches = output.putArray("matches");
    for (JsonNode event : input.get("events")) {
      ArrayNode ids = matches.addArray();
      machine.rulesForJSONEvent(json.writeValueAsString(event)).stream().sorted().forEach(ids::add);
    }
    System.out.println(json.writeValueAsString(output));
  }
}
