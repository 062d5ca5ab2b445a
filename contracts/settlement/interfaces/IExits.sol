// SPDX-License-Identifier: MIT
pragma solidity ^0.8.37;

import {IntentAuth} from "../../account/interfaces/IIntents.sol";
import {CoSignature} from "./ICashAccounts.sol";

/// @title Exits
/// @notice Every account leaves with what it owns: request, short delay, withdraw; no operator, no brake, no gate in the way.
interface IExits {
    event ExitRequested(address indexed account, uint40 maturesAt, uint40 lapsesAt);
    /// @notice Cash left the core to `to`; to the account itself unless it was a `withdrawTo`.
    event Withdrawn(address indexed account, address indexed to, uint64 amount);
    event UnitsEnteredMarket(address indexed account, uint256[] tokenIds);
    event UnitsLeftMarket(address indexed account, uint256[] tokenIds);
    event ExitDelaySet(uint32 delay);

    error Exits_NotRequested(address account);
    error Exits_NotMatured(uint40 maturesAt, uint256 now_);
    error Exits_Lapsed(uint40 lapsesAt, uint256 now_);
    error Exits_TooManyUnits(uint256 count, uint256 max);
    error Exits_AccountFrozen(address account);
    error Exits_DelayAboveConstant(uint32 delay, uint32 max);
    /// @notice The hour's outflow is used up: `requestExit` queues instead.
    error Exits_OutflowLimit(uint64 available, uint64 needed);

    /// @notice Opens the whole account for leaving after the delay. Repeating neither shortens nor extends a running request.
    function requestExit() external;
    function requestExitBySig(IntentAuth calldata auth) external;

    /// @notice Anyone, while the request is matured and not lapsed: pays all cash to the account and frees the named units. Repeatable.
    /// @param tokenIds Up to 50 units of the account in the market.
    /// Units already out are passed over, so that nobody can spoil the call by carrying a part of it first. Cash that came in after the request
    /// and exceeds the hour's outflow stays for the next request.
    function withdraw(address account, uint256[] calldata tokenIds) external;

    /// @notice Instant and partial, with the operator's co-signature.
    function withdrawBySig(uint64 amount, IntentAuth calldata auth, CoSignature calldata coSignature) external;
    /// @notice To another person's address; passes the gate.
    function withdrawToBySig(
        address to,
        uint64 amount,
        bytes calldata data,
        IntentAuth calldata auth,
        CoSignature calldata coSignature
    ) external;

    /// @notice Puts units into the market, where only settlement moves them; clears approvals.
    function enterMarket(uint256[] calldata tokenIds) external;
    function enterMarketBySig(uint256[] calldata tokenIds, IntentAuth calldata auth) external;
    /// @notice Takes units out of the market at once, with the operator's co-signature.
    function leaveMarketBySig(uint256[] calldata tokenIds, IntentAuth calldata auth, CoSignature calldata coSignature) external;

    /// @notice Admin: bounded by the constant maximum of an hour; never touches a running request.
    function setExitDelay(uint32 delay) external;

    function exitOf(address account) external view returns (uint40 maturesAt, uint40 lapsesAt);
    function exitDelay() external view returns (uint32);
    /// @return total Level of the bucket now: what was asked for or paid out, less the limit per hour since.
    /// @return queued How much of it lies above the limit, hence waits.
    /// @return updatedAt When the bucket was last charged.
    function outflow() external view returns (uint64 total, uint64 queued, uint40 updatedAt);
}
