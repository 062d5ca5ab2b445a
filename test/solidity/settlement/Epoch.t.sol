// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {Epoch} from "../../../contracts/settlement/libraries/Epoch.sol";
import {Test} from "../Test.sol";

/// @notice Properties of the step between two epochs, over random epochs, accounts, indices and blocks.
contract EpochTest is Test {
    function testFuzz_growsByAtMostItsShareOfWhatIsLeft(uint24 epoch, address account, uint8 index, uint64 blockNumber) public {
        vm.roll(uint256(blockNumber) + 1);
        uint24 next = Epoch.next(epoch, account, index);
        uint256 left = Epoch.LAST - epoch;
        if (left == 0) assert(next == Epoch.LAST);
        else assert(next > epoch && next - epoch <= (left < 256 ? 1 : left / 256));
    }

    /// @dev Whoever signs ahead for the next thousand epochs hits the drawn one in 1 of 65 accounts, not in all of them.
    function test_drawsFarAndWide() public view {
        uint256 near = 0;
        for (uint160 account = 1; account <= 1_000; ++account) if (Epoch.next(0, address(account), 0) <= 1_000) ++near;
        assert(near < 60);
    }

    /// @dev Also where every draw is the longest.
    function test_lastsForTwentyFiveHundredLongestSteps() public pure {
        uint256 epoch = 0;
        uint256 changes = 0;
        for (; epoch < Epoch.LAST - 1; ++changes) {
            uint256 left = Epoch.LAST - epoch;
            epoch += left < 256 ? 1 : left / 256;
        }
        assert(changes > 2_500);
    }

    /// @dev What `Keys_IndexClosed` promises.
    function test_lastsForFiveThousandDraws() public view {
        uint24 epoch = 0;
        uint256 changes = 0;
        for (; epoch < Epoch.LAST; ++changes) epoch = Epoch.next(epoch, address(this), 0);
        assert(changes > 5_000);
    }
}
